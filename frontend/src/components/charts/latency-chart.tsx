import { useMemo, useState } from 'react';

import { LatencyPlot } from './latency-plot';
import { LatencyReadout } from './latency-readout';
import { LatencyTable } from './latency-table';
import { buildLatency, type Columns, type Span } from './latency-view';
import { zoneOffset } from './zone';
import { RANGES, type Range } from '@/api/monitors';
import { Button } from '@/components/button';
import { explain } from '@/components/notices';
import { Segmented } from '@/components/segmented';
import { m } from '@/messages/messages';

interface Props {
  /** Undefined while it loads. */
  data: Columns | undefined;
  range: Range;
  onRange: (range: Range) => void;
  /** Outages and maintenance, shaded. */
  spans?: readonly Span[];
  error?: Error | null;
  onRetry?: () => void;
  /** What is said with fewer than two points; else that there are no results. */
  emptyText?: string;
}

const CHOICES: Record<Range, () => string> = {
  '24h': () => m.workspace_chart_24h(),
  '7d': () => m.workspace_chart_7d(),
  '30d': () => m.workspace_chart_30d(),
  '90d': () => m.workspace_chart_90d(),
};
const NAMES = Object.keys(RANGES) as Range[];

/** A monitor's latency over a chosen time: typical, slow and slowest checks, failures, outages. */
export function LatencyChart({ data, range, onRange, spans, error, onRetry, emptyText }: Props) {
  const [isTable, setTable] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const view = useMemo(() => data && buildLatency(data, spans, zoneOffset(data.t.at(-1))), [data, spans]);
  const isEmpty = view && view.known < 2 && !view.failed;
  return (
    <section aria-label={m.workspace_chart_name()} className="@container grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <Segmented
          label={m.workspace_chart_range()}
          value={range}
          options={NAMES.map((name) => ({ value: name, label: CHOICES[name]() }))}
          onChange={(next) => {
            setCursor(null);
            onRange(next);
          }}
        />
        {view && !isEmpty && <LatencyReadout view={view} cursor={cursor} range={range} />}
      </div>
      {!view && !error && <output aria-label={m.loading()} className="mb-6 block h-[168px] rounded-control bg-sunken/50" />}
      {!view && error && (
        <div role="alert" className="mb-6 grid h-[168px] content-center justify-items-center gap-3 text-center text-14 text-ink-2">
          <p>{m.workspace_chart_failed({ why: explain(error) })}</p>
          {onRetry && <Button onClick={onRetry}>{m.try_again()}</Button>}
        </div>
      )}
      {isEmpty && (
        <p className="mb-6 grid h-[168px] place-content-center rounded-control border border-dashed border-line text-center text-14 text-ink-2">
          {emptyText ?? m.workspace_chart_empty()}
        </p>
      )}
      {view && !isEmpty && !isTable && <LatencyPlot view={view} range={range} cursor={cursor} onCursor={setCursor} />}
      {view && !isEmpty && isTable && <LatencyTable view={view} />}
      {view && !isEmpty && (
        <button type="button" className="link min-h-6 justify-self-start text-13" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {isTable ? m.workspace_chart_as_graph() : m.workspace_chart_as_table()}
        </button>
      )}
    </section>
  );
}
