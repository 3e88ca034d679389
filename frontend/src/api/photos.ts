/** Photos of people. They are shown to those who may see the person, so they are fetched with the token. */
import { queryOptions } from '@tanstack/react-query';

import { authorized } from './client';

/** The photo at an address of the API, as one of this page; null when it is not shown. It changes with its address. */
export const photoQuery = (address: string, isSmall: boolean) =>
  queryOptions({
    queryKey: ['photos', address, isSmall],
    queryFn: async ({ signal }) => {
      const answer = await authorized('GET', isSmall ? `${address}&size=64` : address, { signal });
      return answer.ok ? URL.createObjectURL(await answer.blob()) : null;
    },
    staleTime: Infinity,
    gcTime: Infinity, // what `createObjectURL` made lives as long as the page
  });
