import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { setLiveState } from './live-state';
import { api } from '@/api/client';
import type { MakeLiveTicketData, TicketOut } from '@/api/schema/types.gen';

const HIDDEN_MS = 60_000;

/** Keep the query cache up to date while somebody looks; a page that is hidden for a minute gives its socket back. */
export function useLive(): void {
  const client = useQueryClient();
  useEffect(() => {
    const ended = new AbortController();
    void begin(client, ended.signal);
    return () => ended.abort();
  }, [client]);
}

async function begin(client: QueryClient, ended: AbortSignal): Promise<void> {
  const [{ Live }, { LiveCache }] = await Promise.all([import('@/api/live'), import('@/api/live-cache')]);
  if (ended.aborted) return;
  const cache = new LiveCache(client);
  const live = new Live({
    address: `${location.origin.replace(/^http/, 'ws')}/api/v1/live`,
    openTicket: async () => (await api<MakeLiveTicketData, TicketOut>('POST', '/api/v1/live/ticket', {})).ticket,
    onChange: (change) => cache.add(change),
    onResync: (workspaceId) => cache.resync(workspaceId),
    onState: (state) => {
      setLiveState(state);
      // Is it the connection alone, or the whole API? Asking tells, and keeps the page right meanwhile.
      if (state === 'waiting') void client.invalidateQueries({ queryKey: ['overview'] });
    },
  });
  live.start();
  followVisibility(live, ended);
  ended.addEventListener('abort', () => {
    live.stop();
    cache.stop();
    setLiveState('off');
  });
}

function followVisibility(live: { start: () => void; pause: () => void }, signal: AbortSignal): void {
  let hidden: ReturnType<typeof setTimeout> | undefined;
  const follow = () => {
    clearTimeout(hidden);
    if (document.hidden) hidden = setTimeout(() => live.pause(), HIDDEN_MS);
    else live.start();
  };
  document.addEventListener('visibilitychange', follow, { signal });
  addEventListener('online', () => live.start(), { signal });
  signal.addEventListener('abort', () => clearTimeout(hidden));
}
