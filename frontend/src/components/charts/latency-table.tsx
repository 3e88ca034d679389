import { GraphTable } from './graph-table';
import type { LatencyView } from './latency-view';
import type { ChangeMark, UsualHour, UsualView } from './usual-view';
import { changeSentence, deviationText } from './usual-words';
import { count, dateTime, latency } from '@/lib/format';
import { m } from '@/messages/messages';

/** The same numbers as rows, newest first; with what is usual, when that is shown, and changes of level as sentences. */
export function LatencyTable({ view, usual, changes }: { view: LatencyView; usual: UsualView | undefined; changes: readonly ChangeMark[] }) {
  const columns = [m.workspace_chart_time(), 'p50', 'p95', 'p99', m.workspace_chart_failures()];
  const rows = view.points.map((point, place) => ({
    key: point.at,
    cells: [
      dateTime(point.at),
      latency(point.p50),
      latency(point.p95),
      latency(point.p99),
      <span key="failures" className={point.failures ? 'text-down-strong' : 'text-ink-3'}>{count(point.failures)}</span>,
      ...(usual ? [<Usual key="usual" hour={usual.hours[place] ?? null} />] : []),
    ],
  }));
  return (
    <GraphTable
      label={m.workspace_chart_table()}
      columns={usual ? [...columns, m.graph_usual_column()] : columns}
      rows={rows.toReversed()}
      said={changes.map(({ change }) => changeSentence(change))}
    />
  );
}

function Usual({ hour }: { hour: UsualHour | null }) {
  if (!hour) return '–';
  const deviation = deviationText(hour);
  return (
    <>
      {m.graph_usual_range({ low: latency(hour.low), high: latency(hour.high) })}
      {deviation && <span className="font-sans font-label"> {deviation}</span>}
    </>
  );
}
