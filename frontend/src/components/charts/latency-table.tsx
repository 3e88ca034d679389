import type { LatencyView } from './latency-view';
import { count, dateTime, latency } from '@/lib/format';
import { m } from '@/messages/messages';

/** The same numbers as rows, newest first. */
export function LatencyTable({ view }: { view: LatencyView }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className="max-h-[200px] overflow-auto" tabIndex={0} aria-label={m.workspace_chart_table()}>
      <table className="w-full text-left text-13 [&_td]:py-1 [&_td]:pr-4 [&_th]:py-1 [&_th]:pr-4">
        <thead className="sticky top-0 bg-surface text-ink-3">
          <tr>
            <th scope="col" className="font-normal">{m.workspace_chart_time()}</th>
            <th scope="col" className="font-normal">p50</th>
            <th scope="col" className="font-normal">p95</th>
            <th scope="col" className="font-normal">p99</th>
            <th scope="col" className="font-normal">{m.workspace_chart_failures()}</th>
          </tr>
        </thead>
        <tbody>
          {view.points.toReversed().map((point) => (
            <tr key={point.at} className="border-t border-line">
              <th scope="row" className="font-normal">{dateTime(point.at)}</th>
              <td className="font-mono">{latency(point.p50)}</td>
              <td className="font-mono">{latency(point.p95)}</td>
              <td className="font-mono">{latency(point.p99)}</td>
              <td className={point.failures ? 'font-mono text-down-strong' : 'font-mono text-ink-3'}>{count(point.failures)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
