import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { DaysTable } from './days-table';
import { LastChecks } from './last-checks';
import { latestChecksQuery } from './queries';
import { QuickEdit } from './quick-edit';
import { RowActions } from './row-actions';
import { RowIncidents } from './row-incidents';
import { latencyQuery, monitorIncidentsQuery, type Range } from '@/api/monitors';
import type { MonitorOut } from '@/api/schema/types.gen';
import { LatencyChart } from '@/components/charts/latency-chart';
import type { Span } from '@/components/charts/latency-view';
import { periodSeconds, settingsInWords } from '@/components/monitor-words';
import { duration } from '@/lib/format';
import { m } from '@/messages/messages';

interface Props {
  monitor: MonitorOut;
  range: Range;
  onRange: (range: Range) => void;
  canEdit: boolean;
}

/** What an open row shows: latency, last checks, outages, settings in words, and what one can do. */
export function RowPanel({ monitor, range, onRange, canEdit }: Props) {
  const { id, kind } = monitor;
  const isTimed = kind !== 'heartbeat';
  const latency = useQuery({ ...latencyQuery(id, range, periodSeconds(monitor.period)), enabled: isTimed });
  const incidents = useQuery(monitorIncidentsQuery(id));
  const checks = useQuery(latestChecksQuery(id));
  const spans = useMemo(
    () => incidents.data?.items.map(({ started_at: from, ended_at: to }): Span => ({ from, to, kind: 'down' })),
    [incidents.data],
  );
  return (
    <div className="grid gap-5 px-3.5 pt-3 pb-5 lg:pl-12">
      {isTimed && (
        <LatencyChart
          data={latency.data}
          range={range}
          onRange={onRange}
          spans={spans}
          error={latency.error}
          onRetry={() => void latency.refetch()}
          emptyText={emptyText(monitor)}
        />
      )}
      <div className="grid gap-x-10 gap-y-5 sm:min-h-58 sm:grid-cols-2">
        <LastChecks checks={checks.data} error={checks.error} onRetry={() => void checks.refetch()} />
        <RowIncidents monitor={monitor} incidents={incidents.data?.items} error={incidents.error} onRetry={() => void incidents.refetch()} />
      </div>
      <section className="grid gap-3">
        <h3 className="-mb-1 text-13 font-label">{m.workspace_settings()}</h3>
        <p className="max-w-[90ch] text-14 text-ink-2">{settingsInWords(monitor).join(' ')}</p>
        {canEdit && <QuickEdit monitor={monitor} />}
      </section>
      <RowActions monitor={monitor} canEdit={canEdit} />
      <DaysTable id={id} />
    </div>
  );
}

function emptyText({ state, last_check: check, period }: MonitorOut): string | undefined {
  if (state === 'paused') return m.workspace_chart_paused();
  if (state === 'pending' || !check) return m.workspace_chart_first({ time: duration(periodSeconds(period)) });
  return undefined;
}
