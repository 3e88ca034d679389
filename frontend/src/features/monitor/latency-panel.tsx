import { useNavigate, useSearch } from '@tanstack/react-router';

import type { MonitorOut } from '@/api/schema/types.gen';
import { MonitorGraph } from '@/components/charts/monitor-graph';
import { PhasesBar } from '@/components/charts/phases-bar';
import { periodSeconds } from '@/components/monitor-words';
import { Ago, useNow } from '@/components/time';
import { duration } from '@/lib/format';
import { m } from '@/messages/messages';
import { useLatestPhases } from './latest-phases';
import type { MonitorSearch } from './search';
import { firstResultInS } from './view';

const FIRST_PERIODS = 3;
const FROM = '/app/w/$workspaceId/monitors/$monitorId';

/** Latency over a chosen time, and where the time of the latest check went. */
export function LatencyPanel({ monitor }: { monitor: MonitorOut }) {
  const { range = '24h', graph = 'latency' } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: '/w/$workspaceId/monitors/$monitorId' });
  const show = (next: Pick<MonitorSearch, 'range' | 'graph'>) =>
    void navigate({ search: (was) => ({ ...was, ...next }), resetScroll: false, replace: true });
  const latest = useLatestPhases(monitor.id);
  const now = useNow();
  return (
    <div className="grid min-w-0 gap-2">
      <h2 className="flex min-h-9 items-center text-14 font-heading text-ink-2">{m.monitor_latency()}</h2>
      <div className="card grid gap-4 px-4 py-4 sm:px-5">
        <MonitorGraph
          monitor={monitor}
          range={range}
          onRange={(next) => show({ range: next })}
          shows={graph}
          onShows={(next) => show({ graph: next === 'phases' ? next : undefined })}
          emptyText={sayWhen(monitor, now)}
        />
        {monitor.last_check && monitor.kind !== 'icmp' && (
          <div className="grid min-h-19 content-start gap-2 border-t border-line pt-4 max-sm:min-h-24">
            {latest && (
              <>
                <h3 className="text-13 text-ink-3">
                  {m.monitor_phases()} <Ago at={latest.slot} />
                </h3>
                <PhasesBar phases={latest.phases} />
              </>
            )}
          </div>
        )}
      </div>
    </div>
  );
}

/** When the graph begins; undefined for a monitor that is not new. */
function sayWhen(monitor: MonitorOut, now: number): string | undefined {
  if (monitor.state === 'pending' || !monitor.last_check) return m.monitor_first_result({ time: duration(firstResultInS(monitor, now)) });
  const ageS = (now - Date.parse(monitor.created_at)) / 1000;
  return ageS < FIRST_PERIODS * periodSeconds(monitor.period) ? m.monitor_second_result() : undefined;
}
