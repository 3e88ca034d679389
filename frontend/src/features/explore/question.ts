/** A question about monitors: from the address to the API, and its answer as rows. Pure functions. */
import type { ExploreSearch, Group, Measure } from './search';
import type { ExploreIn, ExploreOut } from '@/api/schema/types.gen';
import { count, duration, latency, uptime } from '@/lib/format';
import { m } from '@/messages/messages';

export interface Question {
  measure: Measure;
  by: Group;
  days: number;
  tag: string;
}

/** What is asked when the address says nothing: which monitors failed most in the last 30 days. */
export function questionOf({ measure = 'availability', by = 'monitor', days = 30, tag = '' }: ExploreSearch): Question {
  return { measure, by, days, tag };
}

const BY_CHECKS: ReadonlySet<Group> = new Set(['reason', 'status']);
const OF_TIME: ReadonlySet<Measure> = new Set(['availability', 'up_s', 'degraded_s', 'down_s']);

/** Whether a question makes sense: time is not split by what single checks say. */
export function canAsk({ measure, by }: Pick<Question, 'measure' | 'by'>): boolean {
  return !(BY_CHECKS.has(by) && OF_TIME.has(measure));
}

const DAY_MS = 86_400_000;
const STEP_MS = 5 * 60_000;

/** As the API takes it. The range ends now, by whole five minutes so that answers can be kept; `now` in milliseconds. */
export function bodyOf({ measure, by, days, tag }: Question, zone: string, now: number): ExploreIn {
  const to = Math.floor(now / STEP_MS) * STEP_MS;
  return {
    measures: [measure],
    group_by: [by],
    from: new Date(to - days * DAY_MS).toISOString(),
    to: new Date(to).toISOString(),
    time_zone: zone,
    ...(tag && { filter: { tags: [tag] } }),
  };
}

export interface AnswerRow {
  key: string;
  label: string;
  value: number | null;
}

/** The answer's rows: in order of time where it is by time, otherwise what needs looking at first. */
export function rowsOf({ columns }: Pick<ExploreOut, 'columns'>, { measure, by }: Pick<Question, 'measure' | 'by'>, nameOf: (value: unknown) => string): AnswerRow[] {
  const values = columns[measure] ?? [];
  const keys = Object.entries(columns).find(([name]) => name === by || name === `${by}_id`)?.[1] ?? [];
  const rows = values.map((value, place) => ({
    key: `${place} ${String(keys[place])}`,
    label: nameOf(keys[place]),
    value: typeof value === 'number' ? value : null,
  }));
  if (by === 'day' || by === 'weekday' || by === 'hour') return rows;
  const sign = measure === 'availability' ? 1 : -1;
  return rows.toSorted((a, b) => Number(a.value === null) - Number(b.value === null) || sign * ((a.value ?? 0) - (b.value ?? 0)));
}

/** A value with its unit. */
export function valueText(value: number | null, measure: Measure): string {
  if (value === null) return '–';
  if (measure === 'availability') return uptime(value, 3);
  if (measure === 'failure_share') return uptime(value, 2);
  if (measure.endsWith('_ms')) return latency(value);
  if (measure.endsWith('_s')) return value ? duration(value) : '0';
  return count(value);
}

/** How long a row's bar is, 0 to 1. For availability, what is missing is drawn: that is what differs. */
export function barOf(value: number | null, all: readonly AnswerRow[], measure: Measure): number {
  const sized = (given: number | null) => (given === null ? 0 : measure === 'availability' ? 1 - given : given);
  const most = Math.max(...all.map((row) => sized(row.value)), 0);
  return most > 0 ? sized(value) / most : 0;
}

export const MEASURE_WORDS: Record<Measure, () => string> = {
  availability: () => m.explore_availability(),
  up_s: () => m.explore_up(),
  degraded_s: () => m.explore_degraded(),
  down_s: () => m.explore_down(),
  checks: () => m.explore_checks(),
  failures: () => m.explore_failures(),
  failure_share: () => m.explore_failure_share(),
  mean_ms: () => m.explore_mean(),
  max_ms: () => m.explore_max(),
  p50_ms: () => m.explore_p50(),
  p95_ms: () => m.explore_p95(),
  p99_ms: () => m.explore_p99(),
};

export const GROUP_WORDS: Record<Group, () => string> = {
  monitor: () => m.explore_by_monitor(),
  tag: () => m.explore_by_tag(),
  region: () => m.explore_by_region(),
  day: () => m.explore_by_day(),
  weekday: () => m.explore_by_weekday(),
  hour: () => m.explore_by_hour(),
  reason: () => m.explore_by_reason(),
  status: () => m.explore_by_status(),
};
