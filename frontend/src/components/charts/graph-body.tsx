import { useState, type ReactNode } from 'react';

import { latencyNote, phasesNote } from './graph-notes';
import { LatencyLegend, type Choice } from './latency-legend';
import { LatencyPlot } from './latency-plot';
import { LatencyTable } from './latency-table';
import { PhasesLegend } from './phases-legend';
import { PhasesPlot } from './phases-plot';
import { PhasesTable } from './phases-table';
import type { LatencyGraph, PhasesGraph } from './use-graph';
import type { Range } from '@/api/monitors';
import { Button } from '@/components/button';
import { explain } from '@/components/notices';
import { m } from '@/messages/messages';

type Shown = { shows: 'latency'; graph: LatencyGraph; choice: Choice | undefined } | { shows: 'phases'; graph: PhasesGraph };

interface Props {
  shown: Shown;
  range: Range;
  cursor: number | null;
  onCursor: (place: number | null) => void;
  emptyText?: string | undefined;
}

/** The drawing or its table, what it says and what its marks mean; as high while it loads, fails, or has nothing to show. */
export function GraphBody({ shown, range, cursor, onCursor, emptyText }: Props) {
  const [isTable, setTable] = useState(false);
  const { view, error, retry } = shown.graph;
  if (!view && error) {
    return (
      <div role="alert" className="graph-room content-center justify-items-center gap-3 text-center text-14 text-ink-2">
        <p>{m.workspace_chart_failed({ why: explain(error) })}</p>
        <Button onClick={retry}>{m.try_again()}</Button>
      </div>
    );
  }
  if (!view) return <output aria-label={m.loading()} className="graph-room rounded-control bg-sunken/50" />;
  if (view.known < 2 && !('failed' in view && view.failed)) {
    const text = shown.shows === 'phases' ? m.graph_phases_none() : m.workspace_chart_empty();
    return <p className="graph-room place-content-center rounded-control border border-dashed border-line p-4 text-center text-14 text-ink-2">{emptyText ?? text}</p>;
  }
  const { drawing, table, note, legend } = parts(shown, { range, cursor, onCursor });
  return (
    <div className="graph-room content-start gap-3">
      {isTable ? table : drawing}
      <div className="grid content-start gap-1 text-13">
        <div className="flex flex-wrap items-start justify-between gap-x-6">
          <p className="min-h-6 grow basis-[min(100%,28rem)] py-0.5 text-ink-2 @max-[36rem]:min-h-11">{isTable ? '' : note}</p>
          <button type="button" className="link min-h-6" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            {isTable ? m.workspace_chart_as_graph() : m.workspace_chart_as_table()}
          </button>
        </div>
        {legend}
      </div>
    </div>
  );
}

type Parts = Record<'drawing' | 'table' | 'note' | 'legend', ReactNode>;

function parts(shown: Shown, look: Pick<Props, 'range' | 'cursor' | 'onCursor'>): Partial<Parts> {
  if (shown.shows === 'phases') {
    const { view } = shown.graph;
    if (!view) return {};
    return {
      drawing: <PhasesPlot view={view} {...look} />,
      table: <PhasesTable view={view} />,
      note: phasesNote(view),
      legend: <PhasesLegend view={view} cursor={look.cursor} />,
    };
  }
  const { view, usual, changes } = shown.graph;
  if (!view) return {};
  return {
    drawing: <LatencyPlot view={view} usual={usual} changes={changes} {...look} />,
    table: <LatencyTable view={view} usual={usual} changes={changes} />,
    note: latencyNote(shown.graph, view, look.cursor),
    legend: <LatencyLegend view={view} usual={usual} hasChanges={changes.length > 0} choice={shown.graph.isLearnt === false ? undefined : shown.choice} />,
  };
}
