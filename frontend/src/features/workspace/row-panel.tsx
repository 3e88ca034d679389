import { useQuery } from '@tanstack/react-query';

import { DaysTable } from './days-table';
import { LastChecks } from './last-checks';
import { latestChecksQuery } from './queries';
import { QuickEdit } from './quick-edit';
import { RowActions } from './row-actions';
import { RowIncidents } from './row-incidents';
import type { WorkspaceSearch } from './search';
import { monitorIncidentsQuery, type Range } from '@/api/monitors';
import type { MonitorOut } from '@/api/schema/types.gen';
import { MonitorGraph, type Shows } from '@/components/charts/monitor-graph';
import { periodSeconds, settingsInWords } from '@/components/monitor-words';
import { duration } from '@/lib/format';
import { m } from '@/messages/messages';

interface Props {
  monitor: MonitorOut;
  range: Range;
  shows: Shows;
  /** What the graph shows is kept in the address. */
  onShow: (change: Pick<WorkspaceSearch, 'range' | 'graph'>) => void;
  canEdit: boolean;
}

/** What an open row shows: latency, last checks, outages, settings in words, and what one can do. */
export function RowPanel({ monitor, range, shows, onShow, canEdit }: Props) {
  const { id, kind } = monitor;
  const incidents = useQuery(monitorIncidentsQuery(id));
  const checks = useQuery(latestChecksQuery(id));
  return (
    <div className="grid gap-5 px-3.5 pt-3 pb-5 lg:pl-12">
      {kind !== 'heartbeat' && (
        <MonitorGraph
          monitor={monitor}
          range={range}
          onRange={(next) => onShow({ range: next })}
          shows={shows}
          onShows={(next) => onShow({ graph: next === 'phases' ? next : undefined })}
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
