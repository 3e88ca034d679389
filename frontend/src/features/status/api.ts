/** The settings of a workspace's public page. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import type {
  ChangeStatusPageSettingsData,
  ChangeWorkspaceData,
  GetStatusPageSettingsData,
  StatusPageChangeIn,
  StatusPageOut,
  WorkspaceOut,
} from '@/api/schema/types.gen';
import { explain } from '@/components/notices';
import { useToast } from '@/components/toasts';

export const statusPageQuery = (id: string) =>
  queryOptions({
    queryKey: ['status-page', id],
    queryFn: ({ signal }) =>
      api<GetStatusPageSettingsData, StatusPageOut>('GET', '/api/v1/workspaces/{workspace_id}/status-page', { path: { workspace_id: id }, signal }),
  });

interface Change {
  /** What it will look like: shown at once. */
  next: StatusPageOut;
  body: StatusPageChangeIn;
}

/** Shown at once, taken back when it is refused. */
export function useChangePage(id: string) {
  const change = useShownChange(id);
  return useMutation({
    mutationKey: ['status-page', id],
    mutationFn: ({ body }: Change) =>
      api<ChangeStatusPageSettingsData, StatusPageOut>('PATCH', '/api/v1/workspaces/{workspace_id}/status-page', {
        path: { workspace_id: id },
        body,
      }),
    ...change,
  });
}

/** Switch the page on or off. */
export function useSwitchPage(id: string) {
  const client = useQueryClient();
  const change = useShownChange(id);
  return useMutation({
    mutationKey: ['status-page', id],
    mutationFn: ({ next }: Pick<Change, 'next'>) =>
      api<ChangeWorkspaceData, WorkspaceOut>('PATCH', '/api/v1/workspaces/{workspace_id}', {
        path: { workspace_id: id },
        body: { is_public: next.is_public },
      }),
    ...change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['workspaces'] });
      void client.invalidateQueries({ queryKey: ['overview'] });
    },
  });
}

function useShownChange(id: string) {
  const client = useQueryClient();
  const say = useToast();
  const { queryKey } = statusPageQuery(id);
  return {
    onMutate: async ({ next }: { next: StatusPageOut }) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      client.setQueryData(queryKey, next);
      return { before };
    },
    onError: (error: Error, _change: unknown, kept: { before: StatusPageOut | undefined } | undefined) => {
      client.setQueryData(queryKey, kept?.before);
      say({ text: explain(error), tone: 'problem' as const });
    },
    onSettled: () => {
      if (client.isMutating({ mutationKey: queryKey }) === 1) void client.invalidateQueries({ queryKey });
    },
  };
}
