/** Bringing archives: the upload, and how far the work is. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import type { ImportOut, ListImportsData, PageImportOut, RemoveImportData } from '@/api/schema/types.gen';
import { upload } from '@/api/upload';

const POLL_MS = 1_500;
const UNDER_WAY: ReadonlySet<ImportOut['state']> = new Set(['uploading', 'waiting', 'running'] as const);

export interface Brought {
  file: File;
  name: string;
  signal: AbortSignal;
  onProgress: (sent: number) => void;
}

export function isUnderWay({ state }: ImportOut): boolean {
  return UNDER_WAY.has(state);
}

/** What one brought; asked again while one is being made. */
export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => api<ListImportsData, PageImportOut>('GET', '/api/v1/imports', { signal }),
  refetchInterval: ({ state: { data } }) => (data?.items.some(isUnderWay) ? POLL_MS : false),
});

export function useBring(onBrought: (id: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, name, signal, onProgress }: Brought) => {
      await client.fetchQuery({ ...importsQuery, staleTime: 0 }); // with a token that lasts for the upload
      const query = name ? `?${new URLSearchParams({ name })}` : '';
      return upload<ImportOut>(`/api/v1/imports${query}`, { file, type: 'application/zip', onProgress, signal });
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: importsQuery.queryKey });
      onBrought(id);
    },
  });
}

export function useForgetImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api<RemoveImportData, void>('DELETE', '/api/v1/imports/{import_id}', { path: { import_id: id } }),
    onSettled: () => client.invalidateQueries({ queryKey: importsQuery.queryKey }),
  });
}
