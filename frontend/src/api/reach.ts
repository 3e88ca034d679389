/** Whether the API answers. Told by the queries themselves: no request is made just to know. */
import { onlineManager, type Query, type QueryClient } from '@tanstack/react-query';

import { ApiError } from './client';

/** Since when nothing is heard: the time (ms since 1970) of the last answer. */
export type Silence = { lastAnswerAt: number } | null;

const SILENT_STATUSES = new Set([0, 502, 503, 504]);

export interface Reach {
  subscribe: (listener: () => void) => () => void;
  read: () => Silence;
}

/** Watch all queries: one that cannot reach the API twice in a row begins a silence, and so does a lost network; the first answer ends it. */
export function watchReach(client: QueryClient): Reach {
  let silence: Silence = null;
  const listeners = new Set<() => void>();
  const set = (next: Silence) => {
    if ((next === null) === (silence === null)) return;
    silence = next;
    for (const listener of listeners) listener();
  };
  client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return;
    if (event.action.type === 'success' && !event.action.manual) set(null);
    const { action } = event;
    const isLost = action.type === 'error' || (action.type === 'failed' && action.failureCount > 1);
    if (isLost && isSilence(action.error)) {
      set({ lastAnswerAt: lastAnswer(client.getQueryCache().getAll()) });
    }
  });
  onlineManager.subscribe((isOnline) => {
    if (!isOnline) set({ lastAnswerAt: lastAnswer(client.getQueryCache().getAll()) });
  });
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => silence,
  };
}

function isSilence(error: unknown): boolean {
  return error instanceof ApiError && SILENT_STATUSES.has(error.status);
}

function lastAnswer(queries: readonly Query[]): number {
  return Math.max(0, ...queries.filter((query) => query.isActive()).map((query) => query.state.dataUpdatedAt));
}
