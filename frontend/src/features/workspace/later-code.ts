/** Code that most visits do not need: loaded apart, when there is time, or when one points at what needs it. */
import { queryOptions, type QueryClient } from '@tanstack/react-query';

/** What an open row shows. */
export const rowPanelCode = queryOptions({
  queryKey: ['code', 'row panel'],
  queryFn: async () => (await import('./row-panel')).RowPanel,
  staleTime: Infinity,
  gcTime: Infinity,
});

/** What one can do with several monitors. */
export const loadBulkBar = async () => ({ default: (await import('./bulk-bar')).BulkBar });

/** Load all of it after a while (milliseconds); returns how to call that off. What cannot be loaded is asked for again when it is needed. */
export function loadLater(client: QueryClient, delayMs: number): () => void {
  const timer = setTimeout(() => {
    void client.prefetchQuery(rowPanelCode);
    loadBulkBar().catch(() => undefined);
  }, delayMs);
  return () => clearTimeout(timer);
}
