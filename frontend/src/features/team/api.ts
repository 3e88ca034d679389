/** What the pages of people, recipients and the audit log change. */
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import { saveFrom } from '@/api/files';
import type {
  AddRecipientData,
  ChangeMemberData,
  ExportAuditLogData,
  InviteIn,
  InviteOut,
  LeaveWorkspaceData,
  MakeInviteData,
  MemberOut,
  RecipientOut,
  RemoveMemberData,
  RemoveRecipientData,
  ResendInviteData,
  RevokeInviteData,
  TransferWorkspaceData,
  TryRecipientAgainData,
  WorkspaceOut,
} from '@/api/schema/types.gen';
import { invitesQuery, membersQuery, recipientsQuery } from '@/api/team';
import type { Role } from '@/lib/roles';

/** Shown at once, taken back when it is refused. */
export function useChangeRole(workspaceId: string) {
  const client = useQueryClient();
  const { queryKey } = membersQuery(workspaceId);
  return useMutation({
    mutationFn: ({ userId, role }: { userId: string; role: Role }) =>
      api<ChangeMemberData, MemberOut>('PATCH', '/api/v1/workspaces/{workspace_id}/members/{user_id}', {
        path: { workspace_id: workspaceId, user_id: userId },
        body: { role },
      }),
    onMutate: async ({ userId, role }) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      client.setQueryData(queryKey, (page) => page && { ...page, items: page.items.map((one) => (one.user_id === userId ? { ...one, role } : one)) });
      return { before };
    },
    onError: (_error, _change, kept) => client.setQueryData(queryKey, kept?.before),
    onSettled: () => refreshRights(client, workspaceId),
  });
}

export function useRemoveMember(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (userId: string) =>
      api<RemoveMemberData, void>('DELETE', '/api/v1/workspaces/{workspace_id}/members/{user_id}', {
        path: { workspace_id: workspaceId, user_id: userId },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: membersQuery(workspaceId).queryKey }),
  });
}

export function useTransfer(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (userId: string) =>
      api<TransferWorkspaceData, WorkspaceOut>('POST', '/api/v1/workspaces/{workspace_id}/transfer', {
        path: { workspace_id: workspaceId },
        body: { user_id: userId },
      }),
    onSuccess: () => refreshRights(client, workspaceId),
  });
}

export function useLeave(workspaceId: string, onLeft: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      api<LeaveWorkspaceData, void>('POST', '/api/v1/workspaces/{workspace_id}/leave', { path: { workspace_id: workspaceId } }),
    onSuccess: () => {
      onLeft();
      void client.invalidateQueries({ queryKey: ['overview'] });
      void client.invalidateQueries({ queryKey: ['workspaces'] });
    },
  });
}

export function useInvite(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: InviteIn) =>
      api<MakeInviteData, InviteOut>('POST', '/api/v1/workspaces/{workspace_id}/invites', { path: { workspace_id: workspaceId }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: invitesQuery(workspaceId).queryKey }),
  });
}

export function useInviteAct(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, act }: { id: string; act: 'resend' | 'revoke' }) => {
      const path = { workspace_id: workspaceId, invite_id: id };
      if (act === 'resend') await api<ResendInviteData, InviteOut>('POST', '/api/v1/workspaces/{workspace_id}/invites/{invite_id}/resend', { path });
      else await api<RevokeInviteData, void>('DELETE', '/api/v1/workspaces/{workspace_id}/invites/{invite_id}', { path });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: invitesQuery(workspaceId).queryKey }),
  });
}

export function useAddRecipient(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (email: string) =>
      api<AddRecipientData, RecipientOut>('POST', '/api/v1/workspaces/{workspace_id}/recipients', {
        path: { workspace_id: workspaceId },
        body: { email },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: recipientsQuery(workspaceId).queryKey }),
  });
}

export function useRecipientAct(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, act }: { id: string; act: 'remove' | 'try' }) => {
      const path = { workspace_id: workspaceId, recipient_id: id };
      if (act === 'remove') await api<RemoveRecipientData, void>('DELETE', '/api/v1/workspaces/{workspace_id}/recipients/{recipient_id}', { path });
      else await api<TryRecipientAgainData, void>('POST', '/api/v1/workspaces/{workspace_id}/recipients/{recipient_id}/try-again', { path });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: recipientsQuery(workspaceId).queryKey }),
  });
}

/** The whole audit log as a file. */
export const downloadAudit = (workspaceId: string, name: string): Promise<void> =>
  saveFrom<ExportAuditLogData>('GET', '/api/v1/workspaces/{workspace_id}/audit.csv', { path: { workspace_id: workspaceId } }, `${name}.csv`);

function refreshRights(client: ReturnType<typeof useQueryClient>, workspaceId: string): void {
  void client.invalidateQueries({ queryKey: membersQuery(workspaceId).queryKey });
  void client.invalidateQueries({ queryKey: ['workspaces'] });
  void client.invalidateQueries({ queryKey: ['overview'] });
}
