/** What the form does: make a monitor, change one, try one without saving it. */
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import { makeMonitor, monitorQuery } from '@/api/monitors';
import type {
  ChangeMonitorData,
  CheckUnsavedMonitorData,
  ManualCheckOut,
  MonitorChangeIn,
  MonitorOut,
  UnsavedMonitorIn,
} from '@/api/schema/types.gen';

export function useMakeMonitor(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: makeMonitor(workspaceId),
    onSuccess: (monitor) => keep(client, monitor),
  });
}

export function useChangeMonitor(monitorId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MonitorChangeIn) =>
      api<ChangeMonitorData, MonitorOut>('PATCH', '/api/v1/monitors/{monitor_id}', { path: { monitor_id: monitorId }, body }),
    onSuccess: (monitor) => keep(client, monitor),
  });
}

/** Check what stands in the form, at once. Nothing is saved by it. */
export function useTry(workspaceId: string) {
  return useMutation({
    mutationFn: (body: UnsavedMonitorIn) =>
      api<CheckUnsavedMonitorData, ManualCheckOut>('POST', '/api/v1/workspaces/{workspace_id}/check', {
        path: { workspace_id: workspaceId },
        body,
      }),
  });
}

function keep(client: QueryClient, monitor: MonitorOut): void {
  client.setQueryData(monitorQuery(monitor.id).queryKey, monitor);
  void client.invalidateQueries({ queryKey: ['monitors', 'of', monitor.workspace_id] });
  for (const key of ['overview', 'days', 'audit']) void client.invalidateQueries({ queryKey: [key] });
}
