/** What a monitor's page reads beside the shared queries, and what one does there. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import { saveFrom } from '@/api/files';
import { monitorQuery } from '@/api/monitors';
import type {
  CheckMonitorData,
  DeleteMonitorData,
  ExportChecksCsvData,
  GetCertificateData,
  ListChecksData,
  ManualCheckOut,
  MonitorCertificateOut,
  MonitorOut,
  PageCheckOut,
  PauseMonitorData,
  ResumeMonitorData,
} from '@/api/schema/types.gen';
import type { MonitorSearch } from './search';

const CHECKS_A_PAGE = 25;

/** Single checks, newest first: verdicts, tries and manual ones; only those that saw `outcome`. */
export const seenChecksQuery = (id: number, outcome: MonitorSearch['outcome']) =>
  infiniteQueryOptions({
    queryKey: ['monitors', id, 'checks', 'seen', outcome ?? 'all'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api<ListChecksData, PageCheckOut>('GET', '/api/v1/monitors/{monitor_id}/checks', {
        path: { monitor_id: id },
        query: { before: pageParam, limit: CHECKS_A_PAGE, outcome },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    staleTime: 15_000,
  });

export const certificateQuery = (id: number) =>
  queryOptions({
    queryKey: ['monitors', id, 'certificate'],
    queryFn: ({ signal }) =>
      api<GetCertificateData, MonitorCertificateOut>('GET', '/api/v1/monitors/{monitor_id}/certificate', {
        path: { monitor_id: id },
        signal,
      }),
    staleTime: 5 * 60_000,
  });

/** Check now; the state does not change by it, the list of checks does. */
export function useCheckNow(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      api<CheckMonitorData, ManualCheckOut>('POST', '/api/v1/monitors/{monitor_id}/check', { path: { monitor_id: id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['monitors', id, 'checks'] }),
  });
}

/** Pause or resume: shown at once, taken back if it is refused. */
export function usePause(id: number) {
  const client = useQueryClient();
  const { queryKey } = monitorQuery(id);
  return useMutation({
    mutationFn: (isPaused: boolean) =>
      isPaused
        ? api<PauseMonitorData, MonitorOut>('POST', '/api/v1/monitors/{monitor_id}/pause', { path: { monitor_id: id } })
        : api<ResumeMonitorData, MonitorOut>('POST', '/api/v1/monitors/{monitor_id}/resume', { path: { monitor_id: id } }),
    onMutate: async (isPaused) => {
      await client.cancelQueries({ queryKey, exact: true });
      const before = client.getQueryData(queryKey);
      const at = new Date().toISOString();
      const state: MonitorOut['state'] = isPaused ? 'paused' : 'pending';
      if (before) client.setQueryData(queryKey, { ...before, state, since: at, paused_at: isPaused ? at : null });
      return before;
    },
    onError: (_error, _isPaused, before) => client.setQueryData(queryKey, before),
    onSuccess: (monitor) => {
      client.setQueryData(queryKey, monitor);
      for (const key of [['monitors', 'of', monitor.workspace_id], ['overview']]) void client.invalidateQueries({ queryKey: key });
    },
  });
}

export function useDelete(monitor: MonitorOut) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api<DeleteMonitorData, void>('DELETE', '/api/v1/monitors/{monitor_id}', { path: { monitor_id: monitor.id } }),
    onSuccess: () => {
      for (const key of [['monitors', 'of', monitor.workspace_id], ['days'], ['overview'], ['incidents']]) void client.invalidateQueries({ queryKey: key });
    },
  });
}

/** Fetch all kept checks as CSV and save them as a file. */
export function useSaveChecks(id: number) {
  return useMutation({
    mutationFn: (outcome: MonitorSearch['outcome']) =>
      saveFrom<ExportChecksCsvData>('GET', '/api/v1/monitors/{monitor_id}/checks.csv', { path: { monitor_id: id }, query: { outcome } }, `checks-${id}.csv`),
  });
}
