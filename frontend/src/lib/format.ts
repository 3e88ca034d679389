/** All numbers, durations and times that people see are written here: with unit, with zone, uptime rounded down. */
import { getLocale } from '@/messages/runtime';

let zone: string | undefined;

/** Set the account's time zone (IANA name); until then, the browser's is used. */
export function setTimeZone(name: string | undefined): void {
  zone = name || undefined;
}

export function timeZone(): string {
  return zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const cache = new Map<string, Intl.DateTimeFormat>();

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${getLocale()} ${zone} ${JSON.stringify(options)}`;
  let made = cache.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(getLocale(), { timeZone: timeZone(), ...options });
    cache.set(key, made);
  }
  return made;
}

const numberFormats = new Map<string, Intl.NumberFormat>();

/** Formats are expensive to make and are made once; lists write thousands of numbers. */
function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${getLocale()} ${Object.values(options).join(' ')}`;
  let made = numberFormats.get(key);
  if (!made) {
    made = new Intl.NumberFormat(getLocale(), options);
    numberFormats.set(key, made);
  }
  return made;
}

/** `99.97%`: rounded down, so that nothing but perfection reads 100%. `ratio` in 0…1; null: nothing is known. */
export function uptime(ratio: number | null | undefined, digits = 2): string {
  if (ratio === null || ratio === undefined) return '–';
  const floored = Math.floor(ratio * 100 * 10 ** digits + 1e-9) / 10 ** digits;
  const shown = ratio < 1 && floored >= 100 ? 100 - 10 ** -digits : floored;
  return numbers({
    style: 'percent',
    minimumFractionDigits: shown === 100 ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(shown / 100);
}

/** `118 ms`, `2.4 s`. */
export function latency(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–';
  const seconds = ms >= 10_000;
  return numbers({
    style: 'unit',
    unit: seconds ? 'second' : 'millisecond',
    unitDisplay: 'short',
    maximumFractionDigits: seconds || ms < 10 ? 1 : 0,
  }).format(seconds ? ms / 1000 : ms);
}

/** `+180 ms`: by how much it changed. */
export function latencyStep(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${latency(Math.abs(ms))}`;
}

/** `800 ms`, `1.5 s`: short, for the edge of a graph. */
export function latencyScale(ms: number): string {
  const isLong = ms >= 1_000;
  return `${numbers({ maximumFractionDigits: 2 }).format(isLong ? ms / 1000 : ms)} ${isLong ? 's' : 'ms'}`;
}

/** `3.2`. */
export function decimal(value: number): string {
  return numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
}

export function count(value: number): string {
  return numbers({}).format(value);
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `12 h 40 min`: the two largest units of a time in seconds. */
export function duration(seconds: number, display: 'short' | 'narrow' | 'long' = 'short'): string {
  const whole = Math.max(0, Math.round(seconds));
  const first = UNITS.findIndex(([, size]) => whole >= size);
  if (first < 0) return unit(0, 'second', display);
  let rest = whole;
  const parts: string[] = [];
  for (const [name, size] of UNITS.slice(first, first + 2)) {
    const value = Math.floor(rest / size);
    rest -= value * size;
    if (value) parts.push(unit(value, name, display));
  }
  return parts.join(' ');
}

function unit(value: number, name: string, display: 'short' | 'narrow' | 'long'): string {
  return numbers({ style: 'unit', unit: name, unitDisplay: display }).format(value);
}

/** `3 min ago`, `in 4 days`. `at` and `now` in milliseconds since 1970. */
export function ago(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  const format = new Intl.RelativeTimeFormat(getLocale(), { numeric: 'auto', style: 'short' });
  for (const [name, size] of UNITS) {
    if (Math.abs(seconds) >= size || name === 'second') return format.format(Math.trunc(seconds / size), name);
  }
  return '';
}

/** `22 Nov 2026, 14:02:09`, in the account's zone. */
export function dateTime(iso: string, withSeconds = false): string {
  return dates({ dateStyle: 'medium', timeStyle: withSeconds ? 'medium' : 'short' }).format(new Date(iso));
}

/** `22 Nov 2026, 14:02 – 15:10`: what both ends share stands once. */
export function timeSpan(from: string, to: string): string {
  return dates({ dateStyle: 'medium', timeStyle: 'short' }).formatRange(new Date(from), new Date(to));
}

/** `14:02`. */
export function clock(iso: string): string {
  return dates({ timeStyle: 'short' }).format(new Date(iso));
}

/** `Mon 23 Nov, 14:02`. */
export function dayAndTime(iso: string): string {
  return dates({ weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }).format(new Date(iso));
}

/** `14:02` today, else with its day. `now` in milliseconds since 1970. */
export function timeOf(iso: string, now: number): string {
  return daysAhead(iso, now) === 0 ? clock(iso) : dayAndTime(iso);
}

/** How many days of the account's zone lie between: 1 is tomorrow. `now` in milliseconds since 1970. */
export function daysAhead(iso: string, now: number): number {
  return Math.round((midnight(Date.parse(iso)) - midnight(now)) / 86_400_000);
}

/** The date of the account's zone, as if it were UTC's. */
function midnight(at: number): number {
  return Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone: timeZone() }).format(at));
}

/** `today`, `tomorrow`. */
export function relativeDay(ahead: number): string {
  return new Intl.RelativeTimeFormat(getLocale(), { numeric: 'auto' }).format(ahead, 'day');
}

/** `Tuesday 14:00`: an hour of the week. */
export function weekHour(iso: string): string {
  return `${dates({ weekday: 'long' }).format(new Date(iso))} ${clock(iso)}`;
}

/** `22 Nov`. */
export function shortDate(iso: string): string {
  return dates({ day: 'numeric', month: 'short' }).format(new Date(iso));
}

/** `22 November 2026`. */
export function longDate(iso: string): string {
  return dates({ dateStyle: 'long' }).format(new Date(iso));
}

/** `Mon 12 Oct`: a UTC day (`2026-10-12`), whatever the account's zone. */
export function utcDay(day: string): string {
  return dates({ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}
