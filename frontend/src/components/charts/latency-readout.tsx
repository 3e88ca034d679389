import type { LatencyView } from './latency-view';
import { Readout } from './readout';
import { shownTime } from './step-time';
import type { Range } from '@/api/monitors';
import { count, latency } from '@/lib/format';
import { m } from '@/messages/messages';

/** The values under the crosshair; without one, those of the last step that has any. */
export function LatencyReadout({ view, cursor, range }: { view: LatencyView; cursor: number | null; range: Range }) {
  const point = (cursor === null ? undefined : view.points[cursor]) ?? view.points.findLast((each) => each.p50 !== null);
  if (!point) return null;
  const failed = cursor === null ? view.failed : point.failures;
  return (
    <Readout
      time={shownTime(point.at, cursor, range)}
      timeLabel={m.workspace_chart_time()}
      values={[
        { name: 'p50', value: latency(point.p50), mark: 'h-0.5 w-3 rounded-full bg-chart-1' },
        { name: 'p95', value: latency(point.p95), mark: 'h-2.5 w-3 bg-chart-band/32' },
        { name: 'p99', value: latency(point.p99), mark: 'h-2.5 w-3 bg-chart-band/12' },
        { name: m.workspace_chart_failures(), value: count(failed), mark: 'h-2 w-0.5 bg-down', isBad: failed > 0 },
      ]}
    />
  );
}
