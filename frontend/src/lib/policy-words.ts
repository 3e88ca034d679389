/** Accounting policies in words, one sentence a rule. Pure functions. */
import { duration } from './format';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export interface Hours {
  time_zone: string;
  /** `{monday: [['08:00', '12:00']]}`; days left out are closed. */
  weekly: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Date to name. */
  holidays?: Readonly<Record<string, string>>;
}

/** A policy without its name and version. */
export interface Rules {
  confirmation: { failures: number; recoveries: number } | null;
  backdates: boolean;
  degraded: 'good' | 'bad' | 'left_out';
  unknown: 'good' | 'bad' | 'left_out';
  leaves_out_maintenance: boolean;
  leaves_out_exclusions: boolean;
  service_hours: Hours | null;
  min_outage_s: number;
}

export type RuleName = 'weighted' | 'confirmation' | 'degraded' | 'unknown' | 'no_data' | 'maintenance' | 'exclusions' | 'outage' | 'hours' | 'holidays';

export interface Sentence {
  rule: RuleName;
  text: string;
}

/** How time is counted, a sentence for each rule. */
export function ruleSentences(rules: Rules): Sentence[] {
  const hours = rules.service_hours;
  return [
    { rule: 'weighted', text: m.policies_says_weighted() },
    { rule: 'confirmation', text: confirmationWords(rules) },
    { rule: 'outage', text: rules.min_outage_s ? m.policies_says_outage({ time: duration(rules.min_outage_s) }) : m.policies_says_outage_any() },
    { rule: 'degraded', text: rules.degraded === 'bad' ? m.policies_says_degraded_bad() : m.policies_says_degraded_good() },
    { rule: 'unknown', text: rules.unknown === 'bad' ? m.policies_says_unknown_bad() : m.policies_says_unknown_out() },
    { rule: 'no_data', text: m.policies_says_no_data() },
    { rule: 'maintenance', text: rules.leaves_out_maintenance ? m.policies_says_maintenance_out() : m.policies_says_maintenance_in() },
    { rule: 'exclusions', text: rules.leaves_out_exclusions ? m.policies_says_exclusions_out() : m.policies_says_exclusions_in() },
    { rule: 'hours', text: hours ? m.policies_says_hours({ hours: weekWords(hours), zone: hours.time_zone }) : m.policies_says_hours_all() },
    ...holidaySentence(hours),
  ];
}

function confirmationWords({ confirmation, backdates }: Rules): string {
  if (!confirmation) return m.policies_says_recorded();
  const figures = { failures: confirmation.failures, recoveries: confirmation.recoveries };
  return backdates ? m.policies_says_recomputed_first(figures) : m.policies_says_recomputed_last(figures);
}

function holidaySentence(hours: Hours | null): Sentence[] {
  const days = Object.keys(hours?.holidays ?? {}).length;
  return days ? [{ rule: 'holidays', text: m.policies_says_holidays({ count: days }) }] : [];
}

/** `Mon–Fri 08:00–18:00, Sat 09:00–12:00`: neighbours with the same hours are one. */
export function weekWords({ weekly }: Hours): string {
  const days = WEEKDAYS.map((day) => openingsWords(weekly[day] ?? []));
  const runs: { first: number; last: number; hours: string }[] = [];
  for (const [place, hours] of days.entries()) {
    const run = runs.at(-1);
    if (run && run.hours === hours) run.last = place;
    else runs.push({ first: place, last: place, hours });
  }
  const open = runs.filter(({ hours }) => hours);
  return open.length ? open.map(({ first, last, hours }) => `${daysWords(first, last)} ${hours}`).join(', ') : m.policies_never();
}

function daysWords(first: number, last: number): string {
  return first === last ? dayName(first, 'short') : `${dayName(first, 'short')}–${dayName(last, 'short')}`;
}

export function openingsWords(openings: readonly (readonly string[])[]): string {
  return openings.map(([from, to]) => `${from}–${to}`).join(' + ');
}

/** `Monday`; 0 is Monday. */
export function dayName(place: number, weekday: 'long' | 'short' = 'long'): string {
  return new Intl.DateTimeFormat(getLocale(), { weekday, timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + place)); // a Monday
}

/** What makes a policy different from taking everything as it is, in a few words. */
export function shortWords(rules: Rules): string {
  const { confirmation, service_hours: hours } = rules;
  const parts = [
    hours ? `${weekWords(hours)} (${hours.time_zone})` : m.policies_short_all_hours(),
    confirmation && m.policies_short_recomputed(),
    rules.min_outage_s > 0 && m.policies_short_outage({ time: duration(rules.min_outage_s) }),
    rules.degraded === 'bad' && m.policies_short_degraded(),
    rules.unknown === 'bad' && m.policies_short_unknown(),
    rules.leaves_out_maintenance || rules.leaves_out_exclusions ? outWords(rules) : m.policies_short_nothing_out(),
  ];
  return parts.filter(Boolean).join(' · ');
}

function outWords({ leaves_out_maintenance: maintenance, leaves_out_exclusions: exclusions }: Rules): string {
  if (maintenance && exclusions) return m.policies_short_both_out();
  return maintenance ? m.policies_short_maintenance_out() : m.policies_short_exclusions_out();
}

export interface Change {
  rule: RuleName;
  was: string | null;
  is: string | null;
}

/** What a version says otherwise than the one before. */
export function changesBetween(before: Rules, after: Rules): Change[] {
  const [old, now] = [before, after].map((rules) => new Map(ruleSentences(rules).map(({ rule, text }) => [rule, text])));
  const names = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  const changes = [...names].map((rule) => ({ rule, was: old?.get(rule) ?? null, is: now?.get(rule) ?? null }));
  const closed = [before, after].map(({ service_hours: hours }) => JSON.stringify(hours?.holidays ?? {}));
  return changes.filter(({ rule, was, is }) => was !== is || (rule === 'holidays' && closed[0] !== closed[1]));
}
