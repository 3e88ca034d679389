/** The period of a report: a calendar month, quarter or year, or dates of one's own. Pure functions. */
import type { ReportSearch } from './search';
import { addDays, instantOf, wallAt } from '@/lib/zoned';

export type Kind = 'month' | 'quarter' | 'year' | 'custom';

/** Dates by the clock of the report's zone; `end` is the day after the last. */
export interface Period {
  kind: Kind;
  first: string;
  end: string;
}

const MONTHS: Record<Exclude<Kind, 'custom'>, number> = { month: 1, quarter: 3, year: 12 };
const MINUTES_KEPT = 5 * 60_000;

/** The period that an address means; `today` is a date of the report's zone. */
export function periodOf({ period, from, to }: ReportSearch, today: string): Period {
  if (from && to) return { kind: 'custom', first: from, end: addDays(to, 1) };
  if (!period) return step(periodAt('month', today), -1);
  const year = period.slice(0, 4);
  if (period.length === 4) return periodAt('year', `${year}-01-01`);
  if (period.includes('Q')) return periodAt('quarter', `${year}-${pad((Number(period.slice(6)) - 1) * 3 + 1)}-01`);
  return periodAt('month', `${period}-01`);
}

/** The calendar month, quarter or year that a date is in. */
export function periodAt(kind: Exclude<Kind, 'custom'>, date: string): Period {
  const month = Number(date.slice(5, 7)) - 1;
  const first = `${date.slice(0, 4)}-${pad(month - (month % MONTHS[kind]) + 1)}-01`;
  return { kind, first, end: months(first, MONTHS[kind]) };
}

/** The period before or after, as long as this one. */
export function step(period: Period, by: 1 | -1): Period {
  if (period.kind !== 'custom') return periodAt(period.kind, months(period.first, by * MONTHS[period.kind]));
  const days = lengthOf(period) * by;
  return { kind: 'custom', first: addDays(period.first, days), end: addDays(period.end, days) };
}

/** How the address says it. */
export function searchOf({ kind, first, end }: Period): Pick<ReportSearch, 'period' | 'from' | 'to'> {
  if (kind === 'custom') return { from: first, to: addDays(end, -1) };
  if (kind === 'year') return { period: first.slice(0, 4) };
  if (kind === 'quarter') return { period: `${first.slice(0, 4)}-Q${Math.ceil(Number(first.slice(5, 7)) / 3)}` };
  return { period: first.slice(0, 7) };
}

export interface Bounds {
  from: string;
  to: string;
  /** The period is not over: `daysGone` of `days` days were begun. */
  isRunning: boolean;
  daysGone: number;
  days: number;
}

/** From when to when, in instants; a period that runs ends now, by whole five minutes so that answers can be kept. */
export function boundsOf(period: Period, zone: string, now: number): Bounds {
  const from = instantOf(`${period.first}T00:00`, zone);
  const end = instantOf(`${period.end}T00:00`, zone);
  const isRunning = end > now;
  const to = isRunning ? Math.max(from + 60_000, Math.floor(now / MINUTES_KEPT) * MINUTES_KEPT) : end;
  const days = lengthOf(period);
  const gone = lengthOf({ first: period.first, end: addDays(wallAt(now, zone).slice(0, 10), 1) });
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), isRunning, daysGone: Math.min(days, Math.max(1, gone)), days };
}

/** How many windows of its kind a period lies back from the one of today; null: it is no calendar period. */
export function backOf(period: Period, today: string): number | null {
  if (period.kind === 'custom') return null;
  const apart = monthNumber(today) - monthNumber(period.first);
  return Math.max(0, Math.floor(apart / MONTHS[period.kind]));
}

function monthNumber(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

function lengthOf({ first, end }: Pick<Period, 'first' | 'end'>): number {
  return Math.round((Date.parse(end) - Date.parse(first)) / 86_400_000);
}

function months(date: string, by: number): string {
  const at = new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1 + by, 1));
  return at.toISOString().slice(0, 10);
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
