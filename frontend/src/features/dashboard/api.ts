/** What the overview changes. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import { makeMonitor } from '@/api/monitors';
import type {
  ListWorkspacesData,
  MakeWorkspaceData,
  MonitorOut,
  PageWorkspaceOut,
  RestoreWorkspaceData,
  WorkspaceOut,
} from '@/api/schema/types.gen';

/** Workspaces that can be brought back: for a day. */
export const deletedWorkspacesQuery = queryOptions({
  queryKey: ['workspaces', 'deleted'],
  queryFn: ({ signal }) =>
    api<ListWorkspacesData, PageWorkspaceOut>('GET', '/api/v1/workspaces', { query: { deleted: true }, signal }),
  select: (page) => page.items,
});

export function useMakeWorkspace(onMade: (workspace: WorkspaceOut) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api<MakeWorkspaceData, WorkspaceOut>('POST', '/api/v1/workspaces', { body: { name } }),
    onSuccess: async (workspace) => {
      await stale(client);
      onMade(workspace);
    },
  });
}

export function useRestoreWorkspace(onRestored: (workspace: WorkspaceOut) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      api<RestoreWorkspaceData, WorkspaceOut>('POST', '/api/v1/workspaces/{workspace_id}/restore', { path: { workspace_id: id } }),
    onSuccess: async (workspace) => {
      await stale(client);
      onRestored(workspace);
    },
  });
}

/** A web address, once a minute: everything else has a default. */
export function useMakeFirstMonitor(workspaceId: string, onMade: (monitor: MonitorOut) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: makeMonitor(workspaceId),
    onSuccess: (monitor) => {
      void stale(client);
      onMade(monitor);
    },
  });
}

async function stale(client: ReturnType<typeof useQueryClient>): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['overview'] }),
    client.invalidateQueries({ queryKey: ['workspaces'] }),
    client.invalidateQueries({ queryKey: ['monitors'] }),
  ]);
}
