/** Archives of a workspace: those there are, making one, getting it, removing it. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import { saveFrom } from '@/api/files';
import type { ArchiveOut, GetArchiveFileData, ListArchivesData, OrderArchiveData, PageArchiveOut, RemoveArchiveData } from '@/api/schema/types.gen';

const POLL_MS = 2_000;
const HOUR_MS = 3_600_000; // a large file over a slow line

/** Newest first; asked again while one is being made. */
export const archivesQuery = (id: string) =>
  queryOptions({
    queryKey: ['archives', id],
    queryFn: ({ signal }) => api<ListArchivesData, PageArchiveOut>('GET', '/api/v1/workspaces/{workspace_id}/archives', { path: { workspace_id: id }, signal }),
    refetchInterval: ({ state: { data } }) => (data?.items.some(({ state }) => state === 'waiting' || state === 'running') ? POLL_MS : false),
  });

export function useOrderArchive(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api<OrderArchiveData, ArchiveOut>('POST', '/api/v1/workspaces/{workspace_id}/archives', { path: { workspace_id: workspaceId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: archivesQuery(workspaceId).queryKey }),
  });
}

export function useSaveArchive(workspaceId: string) {
  return useMutation({
    mutationFn: (id: string) =>
      saveFrom<GetArchiveFileData>(
        'GET',
        '/api/v1/workspaces/{workspace_id}/archives/{archive_id}/file',
        { path: { workspace_id: workspaceId, archive_id: id }, deadlineMs: HOUR_MS },
        'workspace.healther.zip',
      ),
  });
}

/** Takes its line off at once, and puts it back when the API refuses. */
export function useRemoveArchive(workspaceId: string) {
  const client = useQueryClient();
  const { queryKey } = archivesQuery(workspaceId);
  return useMutation({
    mutationFn: (id: string) =>
      api<RemoveArchiveData, void>('DELETE', '/api/v1/workspaces/{workspace_id}/archives/{archive_id}', { path: { workspace_id: workspaceId, archive_id: id } }),
    onMutate: async (id) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      client.setQueryData(queryKey, (page) => page && { ...page, items: page.items.filter((one) => one.id !== id) });
      return { before };
    },
    onError: (_error, _id, saved) => client.setQueryData(queryKey, saved?.before),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}
