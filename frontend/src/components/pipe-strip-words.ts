/** What a day of a strip says: for the slider's value, the tooltip and the sheet. */
import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { monitorDaysQuery } from '@/api/monitors';
import type { DayOut, DaysOut } from '@/api/schema/types.gen';
import { duration, uptime, utcDay } from '@/lib/format';
import { dateOf } from '@/lib/pipe-days';
import { m } from '@/messages/messages';

export interface StripDays {
  /** The date of the first day (`2026-08-25`), UTC. */
  firstDay: string;
  /** One letter a day (lib/pipes.ts), oldest first. */
  days: string;
  /** Shares from 0 to 1, one a day; null where nothing is known. */
  uptime: readonly (number | null)[];
  /** With it, a day also says for how long it was down, in how many parts and why. */
  monitorId?: number;
}

/** One day in a sentence: `Mon 12 Oct: 94.31%, down 1 h 22 min`. */
export function sayDay(strip: StripDays, place: number, facts: DaysOut | undefined): string {
  const date = dateOf(strip.firstDay, place);
  const fact = facts?.days.find((each) => each.day === date);
  return m.workspace_day_value({ day: utcDay(date), what: sayState(strip, place, fact) });
}

function sayState(strip: StripDays, place: number, fact: DayOut | undefined): string {
  const share = strip.uptime[place] ?? null;
  return [share === null ? null : uptime(share), dayWord(strip.days.charAt(place), fact, share)].filter(Boolean).join(', ');
}

/** What kind of day it was, with times as far as they are known. */
export function dayWord(letter: string, fact: DayOut | undefined, share: number | null): string {
  if (fact?.down_s) return m.workspace_day_down({ time: duration(fact.down_s) });
  if (fact?.degraded_s) return m.workspace_day_degraded({ time: duration(fact.degraded_s) });
  if (letter === 'w') return m.state_maintenance();
  if (letter === 'p') return m.state_paused();
  if (letter === 'x') return m.workspace_day_none();
  if (letter === '-') return m.workspace_day_before();
  if (letter === 'u') return m.workspace_day_full();
  return share === 1 ? m.state_degraded() : m.workspace_day_partly();
}

const idle = () => () => undefined;

/** The days of a monitor in full, if they are in the cache; looks there only while it is given a monitor. */
export function useDayFacts(monitorId: number | undefined): DaysOut | undefined {
  const client = useQueryClient();
  return useSyncExternalStore(monitorId === undefined ? idle : (changed) => client.getQueryCache().subscribe(changed), () =>
    monitorId === undefined ? undefined : client.getQueryData(monitorDaysQuery(monitorId).queryKey),
  );
}
