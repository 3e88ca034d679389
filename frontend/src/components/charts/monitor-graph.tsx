import './graph.css';

import { useState } from 'react';

import { GraphBody } from './graph-body';
import { LatencyReadout } from './latency-readout';
import { PhasesReadout } from './phases-readout';
import { useLatencyGraph, usePhasesGraph, useUsualChoice } from './use-graph';
import { RANGES, type Range } from '@/api/monitors';
import type { MonitorOut } from '@/api/schema/types.gen';
import { Segmented } from '@/components/segmented';
import { m } from '@/messages/messages';

/** What a graph shows over time. */
export type Shows = 'latency' | 'phases';

interface Props {
  monitor: MonitorOut;
  range: Range;
  onRange: (range: Range) => void;
  shows: Shows;
  onShows: (shows: Shows) => void;
  /** What is said with fewer than two points; else that there are no results. */
  emptyText?: string | undefined;
}

const CHOICES: Record<Range, () => string> = {
  '24h': () => m.workspace_chart_24h(),
  '7d': () => m.workspace_chart_7d(),
  '30d': () => m.workspace_chart_30d(),
  '90d': () => m.workspace_chart_90d(),
};
const NAMES = Object.keys(RANGES) as Range[];

/** A monitor's latency over a chosen time, beside what is usual for it, or where that time goes. */
export function MonitorGraph({ monitor, range, onRange, shows: wanted, onShows, emptyText }: Props) {
  const hasPhases = monitor.kind !== 'icmp';
  const shows = hasPhases ? wanted : 'latency';
  const [cursor, setCursor] = useState<number | null>(null);
  const [isUsual, setUsual] = useUsualChoice();
  const latency = useLatencyGraph(monitor, range, { isUsual, enabled: shows === 'latency' });
  const phases = usePhasesGraph(monitor, range, shows === 'phases');
  return (
    <section aria-label={m.workspace_chart_name()} className="@container grid gap-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Segmented
          label={m.workspace_chart_range()}
          value={range}
          options={NAMES.map((name) => ({ value: name, label: CHOICES[name]() }))}
          onChange={(next) => {
            setCursor(null);
            onRange(next);
          }}
        />
        {hasPhases && (
          <Segmented
            label={m.graph_shows()}
            value={shows}
            options={[
              { value: 'latency', label: m.graph_latency() },
              { value: 'phases', label: m.graph_phases() },
            ]}
            onChange={(next) => {
              setCursor(null);
              onShows(next);
            }}
          />
        )}
        <div className="min-h-5.5 grow @max-[30rem]:min-h-15 @max-[60rem]:w-full">
          {shows === 'latency' && latency.view && latency.view.known > 0 && <LatencyReadout view={latency.view} cursor={cursor} range={range} />}
          {shows === 'phases' && phases.view && phases.view.known > 0 && <PhasesReadout view={phases.view} cursor={cursor} range={range} />}
        </div>
      </div>
      <GraphBody
        shown={shows === 'phases' ? { shows, graph: phases } : { shows, graph: latency, choice: range === '90d' ? undefined : { isOn: isUsual, onChoose: setUsual } }}
        range={range}
        cursor={cursor}
        onCursor={setCursor}
        emptyText={emptyText}
      />
    </section>
  );
}
