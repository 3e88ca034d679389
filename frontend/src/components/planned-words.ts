/** Planned work in a sentence: how many monitors, and when. */
import type { ComingWorkOut } from '@/api/schema/types.gen';
import { clock, dayAndTime, daysAhead, relativeDay, timeOf } from '@/lib/format';
import { m } from '@/messages/messages';

/** `Maintenance of 3 monitors tomorrow 02:00–04:00`. `now`: milliseconds since 1970. */
export function plannedWords({ monitors, starts_at: from, ends_at: to }: Pick<ComingWorkOut, 'monitors' | 'starts_at' | 'ends_at'>, now: number): string {
  if (Date.parse(from) <= now) return m.planned_running({ count: monitors, time: timeOf(to, now) });
  const ahead = daysAhead(from, now);
  const begin = ahead < 2 ? `${relativeDay(ahead)} ${clock(from)}` : dayAndTime(from);
  const end = daysAhead(to, Date.parse(from)) === 0 ? clock(to) : dayAndTime(to);
  return m.planned_coming({ count: monitors, times: `${begin}–${end}` });
}
