import { PHASE_LOOKS } from './phase-looks';
import { PHASE_NAMES } from './phases-view';
import type { PhasesOut } from '@/api/schema/types.gen';
import { latency } from '@/lib/format';

const LEAST_SHARE = 0.01; // what is shorter is told, not drawn

/** Where the time of one check went: a bar of its phases in order, and the same in words and numbers. */
export function PhasesBar({ phases }: { phases: PhasesOut }) {
  const known = PHASE_NAMES.flatMap((name) => {
    const ms = phases[name];
    return ms === null ? [] : [{ name, ms, ...PHASE_LOOKS[name] }];
  });
  if (!known.length) return null;
  const whole = known.reduce((sum, phase) => sum + phase.ms, 0);
  const drawn = known.filter((phase) => phase.ms >= whole * LEAST_SHARE);
  return (
    <div className="grid gap-1.5">
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-chip">
        {drawn.map((phase) => (
          <span key={phase.name} className={`min-w-0.5 ${phase.box}`} style={{ flexGrow: Math.max(phase.ms, 0.001), flexBasis: 0 }} />
        ))}
      </div>
      <dl className="flex flex-wrap gap-x-4 gap-y-1 text-13">
        {known.map((phase) => (
          <div key={phase.name} className="flex items-center gap-1.5">
            <span aria-hidden className={`size-2 rounded-full ${phase.box}`} />
            <dt className="text-ink-3">{phase.label()}</dt>
            <dd className="font-mono">{latency(phase.ms)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
