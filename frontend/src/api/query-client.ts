import { QueryClient } from '@tanstack/react-query';

import { ApiError } from './client';

/** Retry what may pass by itself: no answer at all, and the server's own mistakes; twice. */
function mayPass(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // `always`: without a connection a request fails and is seen to fail, instead of waiting without a word.
      queries: { staleTime: 30_000, retry: mayPass, refetchOnWindowFocus: true, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
