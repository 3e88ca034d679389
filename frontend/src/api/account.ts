/** Queries about oneself. Keys begin with the noun; a mutation makes that prefix stale and nothing else. */
import { queryOptions } from '@tanstack/react-query';

import { api } from './client';
import type {
  GetMeData,
  GetOverviewData,
  GetSignInMethodsData,
  MethodsOut,
  OverviewOut,
  UserOut,
} from './schema/types.gen';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api<GetMeData, UserOut>('GET', '/api/v1/me', { signal }),
  staleTime: 5 * 60_000,
});

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => api<GetOverviewData, OverviewOut>('GET', '/api/v1/me/overview', { signal }),
  staleTime: 10_000,
});

export const methodsQuery = queryOptions({
  queryKey: ['methods'],
  queryFn: ({ signal }) => api<GetSignInMethodsData, MethodsOut>('GET', '/api/v1/auth/methods', { signal }),
  staleTime: 5 * 60_000,
});
