/** What the address of a monitor's page may carry. */
export interface MonitorSearch {
  range?: '24h' | '7d' | '30d' | '90d';
  /** What the graph shows; without it, latency. */
  graph?: 'phases';
  /** A UTC day (`2026-10-12`): the day that is looked at. */
  day?: string;
  /** The uptime whose derivation is open. */
  why?: '24h' | '7d' | '30d' | '90d';
  /** How time is counted; without it, as it was observed. */
  policy?: string;
  /** Only checks that saw this. */
  outcome?: 'up' | 'degraded' | 'down' | 'unknown';
}

const RANGES = ['24h', '7d', '30d', '90d'] as const;
const OUTCOMES = ['up', 'degraded', 'down', 'unknown'] as const;

export function readMonitorSearch(given: Record<string, unknown>): MonitorSearch {
  const range = RANGES.find((name) => name === given.range);
  const graph = given.graph === 'phases' ? given.graph : undefined;
  const why = RANGES.find((name) => name === given.why);
  const outcome = OUTCOMES.find((name) => name === given.outcome);
  const day = typeof given.day === 'string' && /^\d{4}-\d\d-\d\d$/.test(given.day) ? given.day : undefined;
  const policy = typeof given.policy === 'string' && /^[\w@-]{1,60}$/.test(given.policy) ? given.policy : undefined;
  return { ...(range && { range }), ...(graph && { graph }), ...(day && { day }), ...(why && { why }), ...(policy && { policy }), ...(outcome && { outcome }) };
}
