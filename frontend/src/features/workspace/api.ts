/** Changes to monitors from the list: shown at once, taken back when they are refused. */
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import { makeMonitor, monitorQuery, workspaceMonitorsQuery } from '@/api/monitors';
import type {
  BulkIn,
  BulkOut,
  ChangeMonitorData,
  ChangeMonitorsData,
  CheckMonitorData,
  ManualCheckOut,
  MonitorChangeIn,
  MonitorOut,
} from '@/api/schema/types.gen';

const MOST_AT_ONCE = 500;

type Patch = (monitor: MonitorOut) => MonitorOut;

/** Write into every cached copy of some monitors. Returns how to put back what was there. */
function patchMonitors(client: QueryClient, workspaceId: string, ids: readonly number[], patch: Patch): () => void {
  const wanted = new Set(ids);
  const key = workspaceMonitorsQuery(workspaceId).queryKey;
  const before = new Map((client.getQueryData(key) ?? []).filter(({ id }) => wanted.has(id)).map((monitor) => [monitor.id, monitor]));
  const write = (change: Patch) => {
    client.setQueryData(key, (all) => all?.map((monitor) => (wanted.has(monitor.id) ? change(monitor) : monitor)));
    for (const id of ids) client.setQueryData(monitorQuery(id).queryKey, (monitor) => monitor && change(monitor));
  };
  write(patch);
  return () => write((monitor) => before.get(monitor.id) ?? monitor);
}

function takeOver(client: QueryClient, workspaceId: string, changed: readonly MonitorOut[]): void {
  const now = new Map(changed.map((monitor) => [monitor.id, monitor]));
  patchMonitors(client, workspaceId, [...now.keys()], (monitor) => now.get(monitor.id) ?? monitor);
}

/** The state that pausing and resuming lead to, before the server has said so. */
export function asPaused(monitor: MonitorOut, now: string): MonitorOut {
  return { ...monitor, state: 'paused', paused_at: now, since: now };
}

export function asResumed(monitor: MonitorOut, now: string): MonitorOut {
  return { ...monitor, state: 'pending', paused_at: null, since: now };
}

/** Pause, resume, delete or change several monitors: all of them or none. */
export function useBulk(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BulkIn) => inParts(workspaceId, body),
    onMutate: async (body) => {
      await client.cancelQueries({ queryKey: workspaceMonitorsQuery(workspaceId).queryKey });
      const now = new Date().toISOString();
      if (body.action === 'pause') return patchMonitors(client, workspaceId, body.ids, (monitor) => asPaused(monitor, now));
      if (body.action === 'resume') return patchMonitors(client, workspaceId, body.ids, (monitor) => (monitor.paused_at ? asResumed(monitor, now) : monitor));
      return undefined;
    },
    onError: (_error, _body, rollBack) => rollBack?.(),
    onSuccess: (done, { action, ids }) => {
      if (action === 'delete') forget(client, workspaceId, ids);
      else takeOver(client, workspaceId, done.items);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['overview'] }),
  });
}

async function inParts(workspaceId: string, body: BulkIn): Promise<BulkOut> {
  const done: BulkOut = { action: body.action, changed: [], items: [] };
  for (let from = 0; from < body.ids.length; from += MOST_AT_ONCE) {
    const part = await api<ChangeMonitorsData, BulkOut>('POST', '/api/v1/workspaces/{workspace_id}/monitors/bulk', {
      path: { workspace_id: workspaceId },
      body: { ...body, ids: body.ids.slice(from, from + MOST_AT_ONCE) },
    });
    done.changed.push(...part.changed);
    done.items.push(...part.items);
  }
  return done;
}

function forget(client: QueryClient, workspaceId: string, ids: readonly number[]): void {
  const gone = new Set(ids);
  client.setQueryData(workspaceMonitorsQuery(workspaceId).queryKey, (all) => all?.filter(({ id }) => !gone.has(id)));
  void client.invalidateQueries({ queryKey: ['days', workspaceId] });
}

/** Change one monitor's settings; the two of the quick edit are shown at once. */
export function useChangeMonitor(monitor: MonitorOut) {
  const client = useQueryClient();
  const { id, workspace_id: workspaceId } = monitor;
  return useMutation({
    mutationFn: (body: MonitorChangeIn) => api<ChangeMonitorData, MonitorOut>('PATCH', '/api/v1/monitors/{monitor_id}', { path: { monitor_id: id }, body }),
    onMutate: async ({ period, retention_days }) => {
      await client.cancelQueries({ queryKey: workspaceMonitorsQuery(workspaceId).queryKey });
      return patchMonitors(client, workspaceId, [id], (before) => ({
        ...before,
        period: period ?? before.period,
        retention_days: retention_days ?? before.retention_days,
      }));
    },
    onError: (_error, _body, rollBack) => rollBack?.(),
    onSuccess: (changed) => takeOver(client, workspaceId, [changed]),
  });
}

/** Check now, and wait for what it finds. */
export function useCheckNow(monitor: MonitorOut) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api<CheckMonitorData, ManualCheckOut>('POST', '/api/v1/monitors/{monitor_id}/check', { path: { monitor_id: monitor.id } }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['monitors', monitor.id, 'checks'] });
      void client.invalidateQueries({ queryKey: workspaceMonitorsQuery(monitor.workspace_id).queryKey });
    },
  });
}

/** Add a monitor. */
export function useAddMonitor(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: makeMonitor(workspaceId),
    onSuccess: (added) => {
      client.setQueryData(workspaceMonitorsQuery(workspaceId).queryKey, (all) => [...(all ?? []), added]);
      for (const queryKey of [['days', workspaceId], ['overview']]) void client.invalidateQueries({ queryKey });
    },
  });
}
