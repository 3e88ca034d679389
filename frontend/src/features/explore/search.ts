/** What the address of the page may carry: a question. Small, as the router reads it on every page. */
export const MEASURES = ['availability', 'down_s', 'degraded_s', 'up_s', 'checks', 'failures', 'failure_share', 'mean_ms', 'max_ms', 'p50_ms', 'p95_ms', 'p99_ms'] as const;
export const GROUPS = ['monitor', 'tag', 'region', 'day', 'weekday', 'hour', 'reason', 'status'] as const;
export const RANGES = [1, 7, 30, 90] as const;
export type Measure = (typeof MEASURES)[number];
export type Group = (typeof GROUPS)[number];

export interface ExploreSearch {
  measure?: Measure;
  by?: Group;
  days?: (typeof RANGES)[number];
  tag?: string;
}

export function readExploreSearch(given: Record<string, unknown>): ExploreSearch {
  const measure = MEASURES.find((name) => name === given.measure);
  const by = GROUPS.find((name) => name === given.by);
  const days = RANGES.find((number) => number === given.days);
  const tag = typeof given.tag === 'string' && given.tag.length <= 50 ? given.tag : undefined;
  return { ...(measure && { measure }), ...(by && { by }), ...(days && { days }), ...(tag && { tag }) };
}
