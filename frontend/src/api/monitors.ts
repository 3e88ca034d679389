/** Queries about monitors and their numbers, and making one. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api } from './client';
import type {
  DaysOut,
  GetLatencyData,
  GetMonitorData,
  GetMonitorDaysData,
  GetUptimeData,
  LatencyOut,
  ListChecksData,
  ListIncidentsData,
  ListMonitorsData,
  ListWorkspaceMonitorsData,
  MakeMonitorData,
  MonitorIn,
  MonitorOut,
  PageCheckOut,
  PageIncidentOut,
  PageMonitorOut,
  UptimeOut,
} from './schema/types.gen';

const MONITORS_A_PAGE = 200;

/** Make a monitor in a workspace. */
export const makeMonitor = (workspaceId: string) => (body: MonitorIn) =>
  api<MakeMonitorData, MonitorOut>('POST', '/api/v1/workspaces/{workspace_id}/monitors', { path: { workspace_id: workspaceId }, body });

/** All monitors of a workspace, page after page. */
export const workspaceMonitorsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['monitors', 'of', workspaceId],
    queryFn: ({ signal }) => everyMonitor(workspaceId, signal),
    staleTime: 15_000,
  });

async function everyMonitor(workspaceId: string, signal: AbortSignal): Promise<MonitorOut[]> {
  const found: MonitorOut[] = [];
  let cursor: string | null | undefined;
  do {
    const page: PageMonitorOut = await api<ListWorkspaceMonitorsData, PageMonitorOut>(
      'GET',
      '/api/v1/workspaces/{workspace_id}/monitors',
      { path: { workspace_id: workspaceId }, query: { limit: MONITORS_A_PAGE, cursor }, signal },
    );
    found.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return found;
}

const MOST_FOUND = 1_000;

/** The monitors of all workspaces, by name: what the palette searches. */
export const allMonitorsQuery = queryOptions({
  queryKey: ['monitors', 'all'],
  queryFn: async ({ signal }) => {
    const found: MonitorOut[] = [];
    let cursor: string | null | undefined;
    do {
      const query = { limit: MONITORS_A_PAGE, cursor };
      const page: PageMonitorOut = await api<ListMonitorsData, PageMonitorOut>('GET', '/api/v1/monitors', { query, signal });
      found.push(...page.items);
      cursor = page.next;
    } while (cursor && found.length < MOST_FOUND);
    return found;
  },
  staleTime: 60_000,
});

export const monitorQuery = (id: number) =>
  queryOptions({
    queryKey: ['monitors', id],
    queryFn: ({ signal }) =>
      api<GetMonitorData, MonitorOut>('GET', '/api/v1/monitors/{monitor_id}', { path: { monitor_id: id }, signal }),
    staleTime: 15_000,
  });

export const monitorDaysQuery = (id: number) =>
  queryOptions({
    queryKey: ['monitors', id, 'days'],
    queryFn: ({ signal }) =>
      api<GetMonitorDaysData, DaysOut>('GET', '/api/v1/monitors/{monitor_id}/days', {
        path: { monitor_id: id },
        query: { days: 90 },
        signal,
      }),
    staleTime: 60_000,
  });

export const RANGES = { '24h': 1, '7d': 7, '30d': 30, '90d': 90 } as const;
export type Range = keyof typeof RANGES;
const DAY_MS = 86_400_000;
export const MOST_BUCKETS = 360;

/** A step of the graph should hold a few checks: with one each, its bands would be nothing but noise. */
const CHECKS_A_BUCKET = 4;
const FEWEST_BUCKETS = 24;

function bucketsFor(range: Range, periodS: number): number {
  const checks = (RANGES[range] * DAY_MS) / 1000 / periodS;
  return Math.round(Math.min(MOST_BUCKETS, Math.max(FEWEST_BUCKETS, checks / CHECKS_A_BUCKET)));
}

/**
 * The last days of latency, in at most 360 buckets; in fewer with the monitor's period (seconds), if that is long.
 * With phases only when they are looked at: they are dear.
 */
export const latencyQuery = (id: number, range: Range, periodS = 0, withPhases = false) =>
  queryOptions({
    queryKey: ['monitors', id, 'latency', range, bucketsFor(range, periodS), withPhases],
    queryFn: ({ signal }) =>
      api<GetLatencyData, LatencyOut>('GET', '/api/v1/monitors/{monitor_id}/latency', {
        path: { monitor_id: id },
        query: { ...lately(range), points: bucketsFor(range, periodS), phases: withPhases },
        signal,
      }),
    staleTime: 60_000,
  });

/** The last days, as the API wants them; moves by whole minutes, so that answers can be kept. */
export function lately(range: Range): { from: string; to: string } {
  const to = Math.ceil(Date.now() / 60_000) * 60_000;
  return { from: new Date(to - RANGES[range] * DAY_MS).toISOString(), to: new Date(to).toISOString() };
}

export const checksQuery = (id: number, limit = 50) =>
  infiniteQueryOptions({
    queryKey: ['monitors', id, 'checks', limit],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api<ListChecksData, PageCheckOut>('GET', '/api/v1/monitors/{monitor_id}/checks', {
        path: { monitor_id: id },
        query: { before: pageParam, limit },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    staleTime: 15_000,
  });

export const monitorIncidentsQuery = (id: number) =>
  queryOptions({
    queryKey: ['monitors', id, 'incidents'],
    queryFn: ({ signal }) =>
      api<ListIncidentsData, PageIncidentOut>('GET', '/api/v1/monitors/{monitor_id}/incidents', {
        path: { monitor_id: id },
        signal,
      }),
    staleTime: 30_000,
  });

export const uptimeQuery = (id: number, from: string, to: string) =>
  queryOptions({
    queryKey: ['monitors', id, 'uptime', from, to],
    queryFn: ({ signal }) =>
      api<GetUptimeData, UptimeOut>('GET', '/api/v1/monitors/{monitor_id}/uptime', {
        path: { monitor_id: id },
        query: { from, to },
        signal,
      }),
    staleTime: 60_000,
  });
