/** Questions to the API: as a table, and as files. */
import { queryOptions, useMutation } from '@tanstack/react-query';

import { api } from '@/api/client';
import { saveFrom } from '@/api/files';
import type { AskData, ExploreIn, ExploreOut } from '@/api/schema/types.gen';

const URL = '/api/v1/workspaces/{workspace_id}/explore';
const ANSWER_MS = 60_000;

export const exploreQuery = (workspaceId: string, body: ExploreIn) =>
  queryOptions({
    queryKey: ['explore', workspaceId, body],
    queryFn: ({ signal }) => api<AskData, ExploreOut>('POST', URL, { path: { workspace_id: workspaceId }, body, signal, deadlineMs: ANSWER_MS }),
    staleTime: 5 * 60_000,
    retry: false,
  });

export function useSaveAnswer(workspaceId: string, body: ExploreIn) {
  return useMutation({
    mutationFn: (format: 'csv' | 'parquet') => saveFrom<AskData>('POST', URL, { path: { workspace_id: workspaceId }, body: { ...body, format } }, `explore.${format}`),
  });
}
