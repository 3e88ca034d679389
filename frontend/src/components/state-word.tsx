import { Glyph } from './glyph';
import { STATUS, type MonitorState, type Tone } from '@/lib/status';

const TONES: Record<Tone, string> = {
  up: 'text-up-strong',
  minor: 'text-minor-strong',
  major: 'text-major-strong',
  down: 'text-down-strong',
  maint: 'text-maint-strong',
  nodata: 'text-nodata-strong',
};

/** A state as glyph and words, without a chip: `label` where it says more than the state's name. */
export function StateWord({ state, label, isLabelHidden = false }: { state: MonitorState; label?: string; isLabelHidden?: boolean }) {
  const look = STATUS[state];
  return (
    <span className={`inline-flex items-center gap-1.5 text-13 font-label whitespace-nowrap ${TONES[look.tone]}`}>
      <Glyph name={look.glyph} />
      <span className={isLabelHidden ? 'sr-only' : ''}>{label ?? look.label()}</span>
    </span>
  );
}
