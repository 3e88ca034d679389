import { niceTop, pathOf } from './view';
import type { ReportLatencyOut, SlaReportOut } from '@/api/schema/types.gen';
import { Section } from '@/components/section';
import { latency, shortDate } from '@/lib/format';
import { m } from '@/messages/messages';

const HEAD = 'px-3 py-2 text-right font-normal last:pr-5';
const CELL = 'px-3 py-2 text-right last:pr-5';

/** Latency over the days, all services together, and each service's percentiles; the period before in grey. */
export function LatencyPart({ report, before }: { report: SlaReportOut; before: SlaReportOut | undefined }) {
  const measured = report.monitors.filter(({ p50_ms }) => p50_ms !== null);
  if (!measured.length) return null;
  const earlier = new Map(before?.monitors.map((monitor) => [monitor.monitor_id, monitor.p95_ms]));
  return (
    <Section title={m.reports_latency()}>
      <div className="card overflow-hidden">
        {report.latency.length > 1 && <Chart days={report.latency} before={before?.latency ?? []} />}
        <table className="w-full text-14">
          <caption className="sr-only">{m.reports_latency()}</caption>
          <thead className="text-12 text-ink-3">
            <tr>
              <th className={`${HEAD} pl-5 text-left!`}>{m.reports_service()}</th>
              <th className={HEAD}>p50</th>
              <th className={HEAD}>p95</th>
              <th className={HEAD}>p99</th>
              <th className={`${HEAD} max-sm:hidden`}>{m.reports_p95_before()}</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-t border-line">
            {measured.map(({ monitor_id: id, monitor, p50_ms, p95_ms, p99_ms }) => (
              <tr key={id}>
                <th scope="row" className={`${CELL} pl-5 text-left! font-normal`}>
                  {monitor}
                </th>
                <td className={CELL}>{latency(p50_ms)}</td>
                <td className={CELL}>{latency(p95_ms)}</td>
                <td className={CELL}>{latency(p99_ms)}</td>
                <td className={`${CELL} text-ink-3 max-sm:hidden`}>{latency(earlier.get(id))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Chart({ days, before }: { days: readonly ReportLatencyOut[]; before: readonly ReportLatencyOut[] }) {
  const values = [...days, ...before].flatMap(({ p95_ms }) => p95_ms ?? []);
  const top = niceTop(Math.max(1, ...values) * 1.08);
  const [first, last] = [days[0]?.day ?? '', days.at(-1)?.day ?? ''];
  return (
    <figure className="grid gap-2 border-b border-line px-5 py-4">
      <figcaption className="flex flex-wrap gap-x-5 gap-y-1 text-12 text-ink-2">
        <Key look="border-chart-1" label={m.reports_p50()} />
        <Key look="border-chart-1 border-dashed" label={m.reports_p95()} />
        {before.length > 0 && <Key look="border-line-strong border-dotted" label={m.reports_p95_before()} />}
      </figcaption>
      <div role="img" aria-label={m.reports_chart({ first: shortDate(first), last: shortDate(last) })} className="relative h-36 border-b border-line">
        <span className="absolute inset-x-0 top-0 border-t border-line" />
        <span className="absolute inset-x-0 top-1/2 border-t border-line" />
        <svg aria-hidden className="absolute inset-0 size-full overflow-visible" viewBox="0 0 1000 100" preserveAspectRatio="none" fill="none">
          <path d={pathOf(before.map(({ p95_ms }) => p95_ms), top)} className="stroke-line-strong" strokeWidth={1.5} strokeDasharray="1 4" strokeLinecap="round" vectorEffect="non-scaling-stroke" />
          <path d={pathOf(days.map(({ p95_ms }) => p95_ms), top)} className="stroke-chart-1" strokeWidth={1.5} strokeDasharray="5 4" vectorEffect="non-scaling-stroke" />
          <path d={pathOf(days.map(({ p50_ms }) => p50_ms), top)} className="stroke-chart-1" strokeWidth={1.75} strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
        </svg>
        <span className="absolute top-0.5 left-0 font-mono text-12 text-ink-3">{latency(top)}</span>
        <span className="absolute top-[calc(50%+2px)] left-0 font-mono text-12 text-ink-3">{latency(top / 2)}</span>
      </div>
      <div aria-hidden className="flex justify-between font-mono text-12 text-ink-3">
        <span>{shortDate(first)}</span>
        <span>{shortDate(last)}</span>
      </div>
    </figure>
  );
}

function Key({ look, label }: { look: string; label: string }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden className={`w-5 border-t-2 ${look}`} />
      {label}
    </span>
  );
}
