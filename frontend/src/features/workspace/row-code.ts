/** The code of an open row: most visits open none, so it is loaded apart, when there is time or when one points at a row. */
import { queryOptions } from '@tanstack/react-query';

export const rowPanelCode = queryOptions({
  queryKey: ['code', 'row panel'],
  queryFn: async () => (await import('./row-panel')).RowPanel,
  staleTime: Infinity,
  gcTime: Infinity,
});
