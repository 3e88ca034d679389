/** What the settings of a workspace change. */
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import type {
  ChangeWorkspaceData,
  DeleteWorkspaceData,
  LeaveWorkspaceData,
  TransferWorkspaceData,
  WorkspaceChangeIn,
  WorkspaceOut,
} from '@/api/schema/types.gen';
import { workspaceQuery } from '@/api/workspaces';

export function useChangeWorkspace(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: WorkspaceChangeIn) =>
      api<ChangeWorkspaceData, WorkspaceOut>('PATCH', '/api/v1/workspaces/{workspace_id}', { path: { workspace_id: id }, body }),
    onSuccess: (workspace) => {
      client.setQueryData(workspaceQuery(id).queryKey, workspace);
      void client.invalidateQueries({ queryKey: ['status-page', id] });
      stale(client);
    },
  });
}

/** Its name, typed by hand, goes along. */
export function useDeleteWorkspace(id: string, onDeleted: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      api<DeleteWorkspaceData, void>('DELETE', '/api/v1/workspaces/{workspace_id}', { path: { workspace_id: id }, body: { name } }),
    onSuccess: () => {
      onDeleted();
      stale(client);
    },
  });
}

export function useTransferWorkspace(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (userId: string) =>
      api<TransferWorkspaceData, WorkspaceOut>('POST', '/api/v1/workspaces/{workspace_id}/transfer', {
        path: { workspace_id: id },
        body: { user_id: userId },
      }),
    onSuccess: (workspace) => {
      client.setQueryData(workspaceQuery(id).queryKey, workspace);
      void client.invalidateQueries({ queryKey: ['members', id] });
      stale(client);
    },
  });
}

export function useLeaveWorkspace(id: string, onLeft: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api<LeaveWorkspaceData, void>('POST', '/api/v1/workspaces/{workspace_id}/leave', { path: { workspace_id: id } }),
    onSuccess: () => {
      onLeft();
      stale(client);
    },
  });
}

function stale(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['overview'] });
  void client.invalidateQueries({ queryKey: ['workspaces'], refetchType: 'none' });
}
