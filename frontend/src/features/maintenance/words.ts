/** Windows in words. Pure functions. */
import { DAYS, rhythmOf, type Day } from './rule';
import type { WindowOut } from '@/api/schema/types.gen';
import { dateTime, duration, timeZone } from '@/lib/format';
import { wallAt } from '@/lib/zoned';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

const A_MONDAY = Date.parse('2026-11-02T12:00:00Z');

/** `Monday`, or `Mon`. */
export function dayName(day: Day, style: 'long' | 'short' = 'long'): string {
  const at = A_MONDAY + DAYS.indexOf(day) * 86_400_000;
  return new Intl.DateTimeFormat(getLocale(), { weekday: style, timeZone: 'UTC' }).format(at);
}

/** `Every Sunday at 02:00, for 1 h (Europe/Rome)`. */
export function windowWords({ rrule, starts_at, duration_s, time_zone }: WindowOut): string {
  const wall = wallAt(Date.parse(starts_at), time_zone);
  const time = new Intl.DateTimeFormat(getLocale(), { timeStyle: 'short', timeZone: time_zone }).format(new Date(starts_at));
  const length = duration(duration_s);
  const { repeat, days, rule } = rhythmOf(rrule, wall.slice(0, 10));
  const zone = time_zone === timeZone() ? '' : ` (${time_zone.replaceAll('_', ' ')})`;
  if (repeat === 'once') return m.maintenance_once_words({ time: dateTime(starts_at), length });
  if (repeat === 'daily') return m.maintenance_daily_words({ time, length }) + zone;
  if (repeat === 'weekly') return m.maintenance_weekly_words({ days: listOf(days), time, length }) + zone;
  if (repeat === 'monthly') return m.maintenance_monthly_words({ day: String(Number(wall.slice(8, 10))), time, length }) + zone;
  return m.maintenance_rule_words({ rule, time, length }) + zone;
}

function listOf(days: readonly Day[]): string {
  return new Intl.ListFormat(getLocale(), { type: 'conjunction' }).format(days.map((day) => dayName(day)));
}

/** Whether a window is open at a time (milliseconds). */
export function isOpenAt({ next_starts_at: from, next_ends_at: to }: Pick<WindowOut, 'next_starts_at' | 'next_ends_at'>, now: number): boolean {
  return from !== null && to !== null && Date.parse(from) <= now && now < Date.parse(to);
}
