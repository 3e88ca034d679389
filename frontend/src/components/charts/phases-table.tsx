import { GraphTable } from './graph-table';
import { PHASE_LOOKS } from './phase-looks';
import type { PhasesView } from './phases-view';
import { dateTime, latency } from '@/lib/format';
import { m } from '@/messages/messages';

/** The stacked medians as rows, newest first. */
export function PhasesTable({ view }: { view: PhasesView }) {
  const names = view.layers.map(({ name }) => name);
  return (
    <GraphTable
      label={m.graph_phases_table()}
      columns={[m.workspace_chart_time(), ...names.map((name) => PHASE_LOOKS[name].label()), m.graph_together()]}
      rows={view.points.map(({ at, phases, whole }) => ({ key: at, cells: [dateTime(at), ...names.map((name) => latency(phases[name])), latency(whole)] })).toReversed()}
    />
  );
}
