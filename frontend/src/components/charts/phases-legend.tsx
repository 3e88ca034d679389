import { PHASE_LOOKS } from './phase-looks';
import { shownPoint, type PhasesView } from './phases-view';
import { latency } from '@/lib/format';

/** The colours of the phases with their names and values. */
export function PhasesLegend({ view, cursor }: { view: PhasesView; cursor: number | null }) {
  const point = shownPoint(view, cursor);
  return (
    <dl className="flex min-h-6 flex-wrap items-center gap-x-4">
      {view.layers.map(({ name }) => (
        <div key={name} className="flex min-h-6 items-center gap-1.5">
          <span aria-hidden className={`size-2 rounded-full ${PHASE_LOOKS[name].box}`} />
          <dt className="text-ink-3">{PHASE_LOOKS[name].label()}</dt>
          <dd className="min-w-[5ch] font-mono text-ink-1">{latency(point?.phases[name])}</dd>
        </div>
      ))}
    </dl>
  );
}
