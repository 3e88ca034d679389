import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';

import { overviewQuery } from '@/api/account';
import { watchReach } from '@/api/reach';
import { Button } from '@/components/button';
import { clock } from '@/lib/format';
import { m } from '@/messages/messages';

const ASK_EVERY_MS = 5_000;
const REFRESH_EVERY_MS = 30_000; // one address that never answers beside others that do would refresh without end

/** Healther itself does not answer: neutral, never red; the data stays, and the time tells how old it is. */
export function StaleBanner() {
  const client = useQueryClient();
  const reach = useMemo(() => watchReach(client), [client]);
  const silence = useSyncExternalStore(reach.subscribe, reach.read);
  const isSilent = silence !== null;
  const refreshedAt = useRef(-Infinity);
  useEffect(() => {
    if (!isSilent) return undefined;
    const again = setInterval(() => ask(client), ASK_EVERY_MS);
    return () => {
      clearInterval(again);
      if (performance.now() - refreshedAt.current < REFRESH_EVERY_MS) return;
      refreshedAt.current = performance.now();
      void client.invalidateQueries();
    };
  }, [isSilent, client]);
  useEffect(() => {
    const look = () => ask(client); // the device says that it has no connection: find out at once
    addEventListener('offline', look);
    return () => removeEventListener('offline', look);
  }, [client]);
  if (!silence) return null;
  return (
    <aside aria-label={m.shell_unreachable()} className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-nodata-soft px-4 py-2.5 sm:px-6 text-14 text-ink-1">
      <span role="status" className="min-w-[min(100%,20rem)] flex-1">
        {silence.lastAnswerAt
          ? m.shell_unreachable_since({ time: clock(new Date(silence.lastAnswerAt).toISOString()) })
          : m.shell_unreachable()}
      </span>
      <Button look="quiet" onClick={() => ask(client)}>
        {m.try_again()}
      </Button>
    </aside>
  );
}

function ask(client: QueryClient): void {
  void client.refetchQueries({ queryKey: overviewQuery.queryKey });
}
