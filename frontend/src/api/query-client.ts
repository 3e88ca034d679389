import { QueryCache, QueryClient, type Query } from '@tanstack/react-query';

import { ApiError } from './client';

/** Retry what may pass by itself: no answer at all, and the server's own mistakes; twice. */
function mayPass(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

/** Old data stays when something cannot be loaded, except what is gone, or may not be seen any more. */
function forget(error: Error, query: Query<unknown, unknown>): void {
  if (error instanceof ApiError && (error.status === 403 || error.status === 404)) query.setState({ data: undefined, error, status: 'error' });
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: forget }),
    defaultOptions: {
      // `always`: without a connection a request fails and is seen to fail, instead of waiting without a word.
      queries: { staleTime: 30_000, retry: mayPass, refetchOnWindowFocus: true, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
