import { Glyph } from './glyph';
import { STATUS, type MonitorState, type Tone } from '@/lib/status';

const TONES: Record<Tone, string> = {
  up: 'bg-up-soft text-up-strong',
  minor: 'bg-minor-soft text-minor-strong',
  major: 'bg-major-soft text-major-strong',
  down: 'bg-down-soft text-down-strong',
  maint: 'bg-maint-soft text-maint-strong',
  nodata: 'bg-nodata-soft text-nodata-strong',
};

/** A state as glyph, word and tint. */
export function StatusChip({ state }: { state: MonitorState }) {
  const { tone, glyph, label } = STATUS[state];
  return (
    <span
      className={`inline-flex h-7 items-center gap-1.5 rounded-chip px-2 text-13 font-label whitespace-nowrap ${TONES[tone]}`}
    >
      <Glyph name={glyph} />
      {label()}
    </span>
  );
}
