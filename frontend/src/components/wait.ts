import { useEffect, useState } from 'react';

import { ApiError } from '@/api/client';

/** Seconds until one may try again after a refusal, counting down; 0: now. */
export function useWait(error: Error | null): number {
  const endsAt = error instanceof ApiError ? error.retryAt : 0;
  const [now, setNow] = useState(endsAt);
  useEffect(() => {
    if (endsAt <= Date.now()) return undefined;
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [endsAt]);
  return Math.max(0, Math.ceil((endsAt - now) / 1000));
}
