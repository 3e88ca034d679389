/** What the address of a monitor's page may carry. */
export interface MonitorSearch {
  range?: '24h' | '7d' | '30d' | '90d';
  /** A UTC day (`2026-10-12`): the day that is looked at. */
  day?: string;
}

const RANGES = ['24h', '7d', '30d', '90d'] as const;

export function readMonitorSearch(given: Record<string, unknown>): MonitorSearch {
  const range = RANGES.find((name) => name === given.range);
  const day = typeof given.day === 'string' && /^\d{4}-\d\d-\d\d$/.test(given.day) ? given.day : undefined;
  return { ...(range && { range }), ...(day && { day }) };
}
