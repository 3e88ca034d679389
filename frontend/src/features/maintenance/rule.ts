/** Recurrence rules (RFC 5545) as the few choices that people make, and back; when such windows open. Pure functions. */
import { addDays, instantOf, wallAt } from '@/lib/zoned';

export const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Day = (typeof DAYS)[number];
export type Repeat = 'once' | 'daily' | 'weekly' | 'monthly' | 'rule';

export interface Rhythm {
  repeat: Repeat;
  /** For `weekly`. */
  days: readonly Day[];
  /** For `rule`: what was written by hand. */
  rule: string;
}

/** The rule to send; null: once. Monthly is on the day of the month of the first. */
export function ruleOf({ repeat, days, rule }: Rhythm, date: string): string | null {
  if (repeat === 'once') return null;
  if (repeat === 'daily') return 'FREQ=DAILY';
  if (repeat === 'weekly') return `FREQ=WEEKLY;BYDAY=${DAYS.filter((day) => days.includes(day)).join(',')}`;
  if (repeat === 'monthly') return `FREQ=MONTHLY;BYMONTHDAY=${Number(date.slice(8, 10))}`;
  return rule.trim();
}

/** A stored rule as a choice; what none of them says stays a rule. `date`: of the first, where it is. */
export function rhythmOf(rule: string | null, date: string): Rhythm {
  const first = { days: [dayOf(date)], rule: rule ?? '' };
  if (rule === null) return { repeat: 'once', ...first };
  const parts = new Map(rule.toUpperCase().replace(/^RRULE:/, '').split(';').map(pairOf));
  const keys = [...parts.keys()].filter((key) => !(key === 'INTERVAL' && parts.get(key) === '1')).toSorted().join(' ');
  const freq = parts.get('FREQ');
  if (freq === 'DAILY' && keys === 'FREQ') return { repeat: 'daily', ...first };
  if (freq === 'WEEKLY' && keys === 'FREQ') return { repeat: 'weekly', ...first };
  const days = (parts.get('BYDAY') ?? '').split(',');
  if (freq === 'WEEKLY' && keys === 'BYDAY FREQ' && days.every(isDay)) return { repeat: 'weekly', days, rule };
  const isSameDay = Number(parts.get('BYMONTHDAY') ?? date.slice(8, 10)) === Number(date.slice(8, 10));
  if (freq === 'MONTHLY' && isSameDay && (keys === 'FREQ' || keys === 'BYMONTHDAY FREQ')) return { repeat: 'monthly', ...first };
  return { repeat: 'rule', ...first };
}

function pairOf(part: string): [string, string] {
  const [key = '', value = ''] = part.split('=');
  return [key.trim(), value.trim()];
}

function isDay(text: string): text is Day {
  return DAYS.some((day) => day === text);
}

/** The day of the week of a date. */
export function dayOf(date: string): Day {
  return DAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 'MO';
}

const FURTHEST_DAYS = 800;

/**
 * The next times at which a window opens, as instants (milliseconds since 1970), `count` at most; those that are over
 * `now` only. `wall`: when the first one opens, by the clock of `zone`. Null: a rule written by hand is not read here.
 */
export function openings(rhythm: Rhythm, wall: string, zone: string, now: number, count: number): number[] | null {
  if (rhythm.repeat === 'rule') return null;
  if (rhythm.repeat === 'once') return [instantOf(wall, zone)];
  const found: number[] = [];
  const [first = '', time = ''] = wall.split('T');
  const today = wallAt(now, zone).slice(0, 10);
  const from = first > today ? first : today;
  for (let ahead = 0; ahead < FURTHEST_DAYS && found.length < count; ahead++) {
    const date = addDays(from, ahead);
    if (!opensOn(rhythm, date, first)) continue;
    const at = instantOf(`${date}T${time}`, zone);
    if (at >= now) found.push(at);
  }
  return found;
}

function opensOn({ repeat, days }: Rhythm, date: string, first: string): boolean {
  if (repeat === 'weekly') return days.includes(dayOf(date));
  if (repeat === 'monthly') return date.slice(8) === first.slice(8);
  return true;
}
