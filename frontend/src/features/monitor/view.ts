/** From the API's answers to what the page shows. Pure functions. */
import { RANGES, type Range } from '@/api/monitors';
import { periodSeconds } from '@/components/monitor-words';
import type { StripDays } from '@/components/pipe-strip-words';
import type { CheckOut, DayOut, DayState, IntervalOut, MonitorOut, UptimeOut } from '@/api/schema/types.gen';
import { STATUS, type MonitorState } from '@/lib/status';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const LETTERS: Record<DayState, string> = {
  full: 'u',
  minor: 'm',
  major: 'o',
  down: 'd',
  none: 'x',
  maintenance: 'w',
  before: '-',
};

/** A monitor's days as a strip of pipes. */
export function stripOf(monitorId: number, days: readonly DayOut[]): StripDays {
  return {
    firstDay: days[0]?.day ?? new Date().toISOString().slice(0, 10),
    days: days.map((day) => LETTERS[day.state]).join(''),
    uptime: days.map((day) => day.uptime),
    monitorId,
  };
}

/**
 * The times between which uptime is counted: the last 24 hours, or whole UTC days with today, as the pipes show them.
 * Moves by whole minutes, so that answers can be kept. `now` in milliseconds.
 */
export function uptimeRange(range: Range, now: number): { from: string; to: string } {
  const to = Math.ceil(now / MINUTE_MS) * MINUTE_MS;
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const from = range === '24h' ? to - DAY_MS : today - (RANGES[range] - 1) * DAY_MS;
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** A UTC day from its midnight to the next, as the API wants it. */
export function dayRange(day: string): { from: string; to: string } {
  const from = Date.parse(`${day}T00:00:00Z`);
  return { from: new Date(from).toISOString(), to: new Date(from + DAY_MS).toISOString() };
}

/** The day before or after. */
export function otherDay(day: string, by: 1 | -1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
}

/** One stretch of a day, as shares of it. */
export interface Stretch {
  key: string;
  state: MonitorState;
  left: number;
  width: number;
}

/** The intervals of a day as a bar of 24 hours. */
export function stretchesOf(day: string, intervals: readonly IntervalOut[]): Stretch[] {
  const begin = Date.parse(`${day}T00:00:00Z`);
  return intervals.map((interval) => {
    const from = Math.max(begin, Date.parse(interval.started_at));
    const to = Math.min(begin + DAY_MS, Date.parse(interval.ended_at));
    return {
      key: interval.started_at,
      state: readState(interval.left_out === 'no_data' ? 'unknown' : interval.state),
      left: (from - begin) / DAY_MS,
      width: Math.max(0, to - from) / DAY_MS,
    };
  });
}

export function readState(word: string): MonitorState {
  return isState(word) ? word : 'unknown';
}

function isState(word: string): word is MonitorState {
  return word in STATUS;
}

/** Seconds that do not count, by reason, only those that are there. */
export function leftOut({ left_out: seconds }: Pick<UptimeOut, 'left_out'>): { reason: string; seconds: number }[] {
  return Object.entries(seconds)
    .filter(([, value]) => value > 0)
    .map(([reason, value]) => ({ reason: reason.replace(/_s$/, ''), seconds: value }));
}

/** When the first result may be expected, in seconds from `now`: a new monitor is checked at once. */
export function firstResultInS({ created_at: made, timeout_s: timeout, kind, period, grace_s: grace }: MonitorOut, now: number): number {
  const since = (now - Date.parse(made)) / 1000;
  const wait = kind === 'heartbeat' ? periodSeconds(period) + grace : timeout + 5;
  return Math.max(1, Math.round(wait - since));
}

/** A heartbeat that was never pinged: it is new, and nobody can tell anything yet. */
export function awaitsFirstPing({ kind, state, last_check: last }: MonitorOut): boolean {
  if (kind !== 'heartbeat' || state === 'paused') return false;
  return last === null || last.reason === 'heartbeat_waiting';
}

/** Whether a check was asked for by a person: it stands for no time and is no try of a slot either. */
export function kindOfCheck({ attempt, covers_s: covers }: CheckOut): 'verdict' | 'try' {
  return attempt === 0 || covers > 0 ? 'verdict' : 'try';
}
