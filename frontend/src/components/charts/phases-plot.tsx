import { PHASE_LOOKS } from './phase-looks';
import type { PhasesPoint, PhasesView } from './phases-view';
import { PlotFrame } from './plot-frame';
import { HEIGHT, WIDTH } from './scale';
import { stepTime } from './step-time';
import type { Range } from '@/api/monitors';
import { latency } from '@/lib/format';
import { m } from '@/messages/messages';

interface Props {
  view: PhasesView;
  range: Range;
  cursor: number | null;
  onCursor: (place: number | null) => void;
}

/** Where the time goes: the medians of the phases, one on the other. */
export function PhasesPlot({ view, range, cursor, onCursor }: Props) {
  const point = view.points[cursor ?? view.points.length - 1];
  return (
    <PlotFrame
      frame={view}
      range={range}
      label={m.graph_phases_name()}
      role={m.graph_phases_role()}
      valueText={point && m.graph_phases_value({ time: stepTime(point.at, range), phases: inWords(view, point) })}
      cursor={cursor}
      onCursor={onCursor}
    >
      <svg aria-hidden className="absolute inset-0 size-full" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        {view.layers.map(({ name, path }) => (
          <path key={name} d={path} className={`stroke-surface ${PHASE_LOOKS[name].area}`} strokeWidth={1} vectorEffect="non-scaling-stroke" />
        ))}
      </svg>
    </PlotFrame>
  );
}

function inWords(view: PhasesView, { phases }: PhasesPoint): string {
  return view.layers.map(({ name }) => m.graph_phase_value({ phase: PHASE_LOOKS[name].label(), time: latency(phases[name]) })).join(', ');
}
