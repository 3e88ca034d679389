/** What the address of a workspace's page may carry: the list's filters, order and the open row. */
import type { MonitorState } from '@/lib/status';

export interface WorkspaceSearch {
  /** Part of the name, the target, a tag or the group. */
  q?: string;
  state?: MonitorState;
  tag?: string;
  kind?: string;
  sort?: 'trouble' | 'name' | 'uptime' | 'latency';
  group?: 'none' | 'group' | 'tag' | 'kind';
  density?: 'comfortable' | 'compact';
  /** The open row's monitor. */
  open?: number;
  range?: '24h' | '7d' | '30d' | '90d';
  /** What its graph shows; without it, latency. */
  graph?: 'phases';
}

const CHOICES = {
  state: ['up', 'degraded', 'down', 'unknown', 'maintenance', 'paused', 'pending'],
  sort: ['trouble', 'name', 'uptime', 'latency'],
  group: ['none', 'group', 'tag', 'kind'],
  density: ['comfortable', 'compact'],
  range: ['24h', '7d', '30d', '90d'],
  graph: ['phases'],
} as const;

/** Keep what is known; anything else in the address is dropped. */
export function readWorkspaceSearch(given: Record<string, unknown>): WorkspaceSearch {
  const search: Record<string, unknown> = {};
  for (const name of ['q', 'tag', 'kind']) if (given[name]) search[name] = String(given[name]);
  for (const [name, choices] of Object.entries(CHOICES)) {
    if ((choices as readonly unknown[]).includes(given[name])) search[name] = given[name];
  }
  if (Number.isSafeInteger(Number(given.open)) && given.open) search.open = Number(given.open);
  return search;
}
