import { queryOptions } from '@tanstack/react-query';

import { api } from '@/api/client';
import type { ListChecksData, PageCheckOut } from '@/api/schema/types.gen';

const SHOWN = 5;

/** The last few checks of a monitor: what an open row shows. */
export const latestChecksQuery = (id: number) =>
  queryOptions({
    queryKey: ['monitors', id, 'checks', 'latest'],
    queryFn: ({ signal }) =>
      api<ListChecksData, PageCheckOut>('GET', '/api/v1/monitors/{monitor_id}/checks', { path: { monitor_id: id }, query: { limit: SHOWN }, signal }),
    staleTime: 15_000,
    select: (page) => page.items,
  });
