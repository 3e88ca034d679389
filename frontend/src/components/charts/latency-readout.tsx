import type { LatencyView, Point } from './latency-view';
import type { Range } from '@/api/monitors';
import { clock, count, dateTime, latency } from '@/lib/format';
import { m } from '@/messages/messages';

/** The values under the crosshair; without one, those of the last step that has any. */
export function LatencyReadout({ view, cursor, range }: { view: LatencyView; cursor: number | null; range: Range }) {
  const point = (cursor === null ? undefined : view.points[cursor]) ?? view.points.findLast((each) => each.p50 !== null);
  if (!point) return null;
  const failed = cursor === null ? view.failed : point.failures;
  return (
    <dl className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-13 text-ink-2 [&>div]:flex [&>div]:items-baseline [&>div]:gap-1.5 [&_dd]:font-mono [&_dd]:text-ink-1">
      <div>
        <dt className="sr-only">{m.workspace_chart_time()}</dt>
        <dd className="!font-sans !text-ink-3">{cursor === null ? m.workspace_chart_latest() : stepTime(point, range)}</dd>
      </div>
      <div>
        <dt>p50</dt>
        <dd>{latency(point.p50)}</dd>
      </div>
      <div>
        <dt>p95</dt>
        <dd>{latency(point.p95)}</dd>
      </div>
      <div>
        <dt>p99</dt>
        <dd>{latency(point.p99)}</dd>
      </div>
      <div>
        <dt>{m.workspace_chart_failures()}</dt>
        <dd className={failed ? '!text-down-strong' : ''}>{count(failed)}</dd>
      </div>
    </dl>
  );
}

/** When a step began: the time of day is enough for one day. */
export function stepTime(point: Point, range: Range): string {
  return range === '24h' ? clock(point.at) : dateTime(point.at);
}
