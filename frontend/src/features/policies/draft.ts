/** A policy while it is written: texts as they are typed, and the way to and from what the API takes. Pure functions. */
import type { PolicyIn } from '@/api/schema/types.gen';
import { openingsWords, WEEKDAYS, type Hours, type Rules } from '@/lib/policy-words';

export interface Draft {
  name: string;
  isRecomputed: boolean;
  failures: string;
  recoveries: string;
  backdates: boolean;
  degraded: 'good' | 'bad';
  unknown: 'left_out' | 'bad';
  maintenance: boolean;
  exclusions: boolean;
  hasHours: boolean;
  zone: string;
  /** What is typed for Monday … Sunday: `08:00–12:00, 13:00–18:00`. */
  week: readonly string[];
  /** A line a day: `2026-12-25 Christmas Day`. */
  holidays: string;
  minOutage: string;
}

export type Minutes = readonly [from: number, to: number];

const DAY_MINUTES = 1440;
const OFFICE = '08:00–18:00';
const OFFICE_WEEK = [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, '', ''];

/** What one begins with: the rules of another policy, under a new name or its own. */
export function draftOf(rules: Rules, name: string): Draft {
  const hours = rules.service_hours;
  return {
    name,
    isRecomputed: rules.confirmation !== null,
    failures: String(rules.confirmation?.failures ?? 2),
    recoveries: String(rules.confirmation?.recoveries ?? 1),
    backdates: rules.backdates,
    degraded: rules.degraded === 'bad' ? 'bad' : 'good',
    unknown: rules.unknown === 'bad' ? 'bad' : 'left_out',
    maintenance: rules.leaves_out_maintenance,
    exclusions: rules.leaves_out_exclusions,
    hasHours: hours !== null,
    zone: hours?.time_zone ?? 'UTC',
    week: hours ? WEEKDAYS.map((day) => openingsWords(hours.weekly[day] ?? []).replaceAll(' + ', ', ')) : OFFICE_WEEK,
    holidays: Object.entries(hours?.holidays ?? {}).map(([day, title]) => `${day} ${title}`).join('\n'),
    minOutage: String(rules.min_outage_s),
  };
}

/** Openings as they are typed: `8-12, 13:00–24:00`; null where a part cannot be read. An empty text is a closed day. */
export function readOpenings(text: string): Minutes[] | null {
  const parts = text.split(/[,;+]/).map((part) => part.trim()).filter(Boolean);
  const found = parts.map(readOpening);
  return found.every((one) => one !== null) ? found.toSorted(([a], [b]) => a - b) : null;
}

function readOpening(text: string): Minutes | null {
  const match = /^(\d{1,2})(?:[:.](\d\d))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d\d))?$/.exec(text);
  if (!match) return null;
  const from = minuteOf(match[1], match[2]);
  const to = minuteOf(match[3], match[4]);
  return from !== null && to !== null && from < to ? [from, to] : null;
}

function minuteOf(hours = '', minutes = '00'): number | null {
  const minute = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && minute <= DAY_MINUTES ? minute : null;
}

/** `08:30`; the end of the day is `24:00`. */
export function clockOf(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

export interface Holidays {
  days: Record<string, string>;
  /** Lines that cannot be read. */
  wrong: string[];
}

/** Days that are closed, as they are typed or pasted: a date, then a name, a line each. Of a day twice, the last. */
export function readHolidays(text: string): Holidays {
  const days: Record<string, string> = {};
  const wrong: string[] = [];
  for (const line of text.split('\n').map((each) => each.trim()).filter(Boolean)) {
    const found = readHoliday(line);
    if (found) days[found[0]] = found[1];
    else wrong.push(line);
  }
  return { days, wrong };
}

/** `2026-12-25 Christmas`, also `25.12.2026;Christmas` and `25/12/2026`. A line without a name is named by its date. */
function readHoliday(line: string): [string, string] | null {
  const iso = /^(\d{4})-(\d\d?)-(\d\d?)(?!\d)/.exec(line);
  const european = /^(\d\d?)[./](\d\d?)[./](\d{4})(?!\d)/.exec(line);
  const parts = iso ? [iso[1], iso[2], iso[3]] : european ? [european[3], european[2], european[1]] : null;
  if (!parts) return null;
  const day = parts.map((part = '') => part.padStart(2, '0')).join('-');
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || !at.toISOString().startsWith(day)) return null;
  const name = line.slice((iso ?? european)?.[0].length).replace(/^[\s,;:–-]+/, '').trim();
  return [day, name || day];
}

/** The rules that a draft stands for; parts that cannot be read are as if they were not there. */
export function rulesOf(draft: Draft): Rules {
  return {
    confirmation: draft.isRecomputed ? { failures: whole(draft.failures, 1), recoveries: whole(draft.recoveries, 1) } : null,
    backdates: draft.backdates,
    degraded: draft.degraded,
    unknown: draft.unknown,
    leaves_out_maintenance: draft.maintenance,
    leaves_out_exclusions: draft.exclusions,
    service_hours: draft.hasHours ? hoursOf(draft) : null,
    min_outage_s: whole(draft.minOutage, 0),
  };
}

function hoursOf({ zone, week, holidays }: Draft): Hours {
  const weekly = WEEKDAYS.map((day, place) => [day, (readOpenings(week[place] ?? '') ?? []).map(([from, to]) => [clockOf(from), clockOf(to)])] as const);
  return { time_zone: zone, weekly: Object.fromEntries(weekly.filter(([, openings]) => openings.length)), holidays: readHolidays(holidays).days };
}

function whole(text: string, least: number): number {
  const number = Number(text);
  return Number.isInteger(number) && number >= least ? number : least;
}

/** Whether everything that is typed can be read. */
export function isReadable({ hasHours, week, holidays }: Draft): boolean {
  return !hasHours || (week.every((text) => readOpenings(text) !== null) && !readHolidays(holidays).wrong.length);
}

export function bodyOf(draft: Draft): PolicyIn {
  const { service_hours: hours, ...rules } = rulesOf(draft);
  const weekly = Object.fromEntries(Object.entries(hours?.weekly ?? {}).map(([day, openings]) => [day, openings.map((one) => [...one])]));
  return { name: draft.name.trim(), ...rules, service_hours: hours && { time_zone: hours.time_zone, weekly, holidays: { ...hours.holidays } } };
}
