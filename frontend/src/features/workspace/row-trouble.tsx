import type { ReactNode } from 'react';

import type { MonitorOut } from '@/api/schema/types.gen';
import { useNow } from '@/components/time';
import { duration } from '@/lib/format';

/** The second line of a row: since when it is in trouble and why; else what is given. */
export function RowTrouble({ monitor, children }: { monitor: MonitorOut; children: ReactNode }) {
  const { state, since, last_check: check } = monitor;
  const isTrouble = state === 'down' || state === 'degraded';
  if (!isTrouble || !since) return children;
  return (
    <span className={state === 'down' ? 'text-down-strong' : 'text-minor-strong'} title={check?.message ?? undefined}>
      <Lasting since={since} />
      {check?.message && ` · ${check.message}`}
    </span>
  );
}

function Lasting({ since }: { since: string }) {
  const now = useNow();
  return duration((now - Date.parse(since)) / 1000);
}
