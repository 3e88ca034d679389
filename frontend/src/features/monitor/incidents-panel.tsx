import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { monitorIncidentsQuery } from '@/api/monitors';
import { Button } from '@/components/button';
import { Problem } from '@/components/notices';
import { Section } from '@/components/section';
import { Skeleton } from '@/components/skeleton';
import { count } from '@/lib/format';
import { m } from '@/messages/messages';
import { IncidentLine } from './incident-line';

const SHOWN = 5;

/** The outages of the monitor, newest first. */
export function IncidentsPanel({ monitorId }: { monitorId: number }) {
  const { data, error, refetch } = useQuery(monitorIncidentsQuery(monitorId));
  const [isAll, setAll] = useState(false);
  const items = data?.items ?? [];
  const rest = items.length - SHOWN;
  return (
    <Section title={m.monitor_incidents()}>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} height={60} />}
      {data && !items.length && <p className="card px-5 py-4 text-14 text-ink-2">{m.monitor_incidents_none()}</p>}
      {items.length > 0 && (
        <div className="card grid gap-4 px-4 py-4 sm:px-5">
          <ul className="grid gap-4">
            {(isAll ? items : items.slice(0, SHOWN)).map((incident) => (
              <IncidentLine key={incident.id} incident={incident} />
            ))}
          </ul>
          {rest > 0 && !isAll && (
            <Button className="justify-self-start" onClick={() => setAll(true)}>
              {m.monitor_incidents_more({ count: count(rest) })}
            </Button>
          )}
        </div>
      )}
    </Section>
  );
}
