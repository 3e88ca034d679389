/** What the page of planned work changes. */
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import { exclusionsQuery, maintenanceQuery } from '@/api/numbers';
import type {
  ChangeMaintenanceData,
  DeleteMaintenanceData,
  ExclusionIn,
  ExclusionOut,
  MakeExclusionData,
  MakeMaintenanceData,
  RevokeExclusionData,
  WindowIn,
  WindowOut,
} from '@/api/schema/types.gen';

/** Plan work, or write a window anew (`id`). */
export function useSaveWindow(workspaceId: string, id: number | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: WindowIn) =>
      id === null
        ? api<MakeMaintenanceData, WindowOut>('POST', '/api/v1/workspaces/{workspace_id}/maintenance', { path: { workspace_id: workspaceId }, body })
        : api<ChangeMaintenanceData, WindowOut>('PUT', '/api/v1/workspaces/{workspace_id}/maintenance/{window_id}', {
            path: { workspace_id: workspaceId, window_id: id },
            body,
          }),
    onSuccess: () => client.invalidateQueries({ queryKey: maintenanceQuery(workspaceId).queryKey }),
  });
}

export function useDeleteWindow(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      api<DeleteMaintenanceData, void>('DELETE', '/api/v1/workspaces/{workspace_id}/maintenance/{window_id}', {
        path: { workspace_id: workspaceId, window_id: id },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: maintenanceQuery(workspaceId).queryKey }),
  });
}

/** Agree that some time does not count: figures change, so all of them are asked again. */
export function useExclude(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ExclusionIn) =>
      api<MakeExclusionData, ExclusionOut>('POST', '/api/v1/workspaces/{workspace_id}/exclusions', { path: { workspace_id: workspaceId }, body }),
    onSuccess: () => refreshFigures(client, workspaceId),
  });
}

export function useRevoke(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: number; reason: string }) =>
      api<RevokeExclusionData, ExclusionOut>('POST', '/api/v1/workspaces/{workspace_id}/exclusions/{exclusion_id}/revoke', {
        path: { workspace_id: workspaceId, exclusion_id: id },
        body: { reason },
      }),
    onSuccess: () => refreshFigures(client, workspaceId),
  });
}

function refreshFigures(client: ReturnType<typeof useQueryClient>, workspaceId: string): Promise<void> {
  for (const key of [['objectives', workspaceId], ['sla', workspaceId], ['monitors']]) void client.invalidateQueries({ queryKey: key });
  return client.invalidateQueries({ queryKey: exclusionsQuery(workspaceId).queryKey });
}
