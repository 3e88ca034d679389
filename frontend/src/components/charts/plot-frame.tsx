import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';

import type { Frame, Shade } from './scale';
import type { Range } from '@/api/monitors';
import { clock, latencyScale, shortDate } from '@/lib/format';
import { m } from '@/messages/messages';

interface Props {
  frame: Frame;
  range: Range;
  /** What it is, for those who do not see it. */
  label: string;
  role: string;
  /** The shown step in words. */
  valueText: string | undefined;
  /** The step under the crosshair. */
  cursor: number | null;
  onCursor: (place: number | null) => void;
  /** The curves, and what stands on them. */
  children: ReactNode;
}

/** What lies behind a curve, by its state. */
export const SHADES: Record<Shade['state'], string> = {
  down: 'bg-down-soft',
  degraded: 'bg-minor-soft',
  maintenance: 'chart-hatch',
};
const JUMP = 10;
/** From here on, in percent, a tick would run into the word at the end, on a phone. */
const ROOM_LEFT = 75;

/**
 * A graph's scale, ticks and shades, and its crosshair by pointer and keys. What is drawn is stretched to its place, so
 * nothing is measured; the scale stands left of it, where no curve runs.
 */
export function PlotFrame({ frame, range, label, role, valueText, cursor, onCursor, children }: Props) {
  const count = frame.steps.length;
  const last = count - 1;
  const shown = cursor ?? last;
  const tickText = range === '24h' ? clock : shortDate;

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowLeft: shown - 1, ArrowRight: shown + 1, PageUp: shown - JUMP, PageDown: shown + JUMP, Home: 0, End: last };
    const next = steps[event.key];
    if (event.key === 'Escape') onCursor(null);
    if (next === undefined) return;
    event.preventDefault();
    onCursor(Math.min(last, Math.max(0, next)));
  };
  const onPointerMove = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    onCursor(Math.min(last, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * count))));
  };

  return (
    <div className="grid grid-cols-[3.25rem_minmax(0,1fr)] gap-y-1.5">
      <div aria-hidden className="relative font-mono text-12 whitespace-nowrap text-ink-3">
        {[0, 2].map((quarter) => (
          <span key={quarter} className="absolute left-0 -translate-y-1/2" style={{ top: `${quarter * 25}%` }}>
            {latencyScale(frame.top * (1 - quarter / 4))}
          </span>
        ))}
      </div>
      <div
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an input cannot hold a drawing
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-roledescription={role}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={shown}
        aria-valuetext={valueText}
        className="relative h-[168px] touch-pan-y rounded-chip border-b border-line"
        onKeyDown={onKeyDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => onCursor(null)}
        onBlur={() => onCursor(null)}
      >
        {frame.shades.map((shade) => (
          <span key={`${shade.state}${shade.left}`} className={`absolute inset-y-0 min-w-0.5 ${SHADES[shade.state]}`} style={{ left: `${shade.left}%`, width: `${shade.width}%` }} />
        ))}
        {[0, 1, 2, 3].map((quarter) => (
          <span key={quarter} className="absolute inset-x-0 border-t border-line" style={{ top: `${quarter * 25}%` }} />
        ))}
        {children}
        {cursor !== null && (
          <span className="pointer-events-none absolute inset-y-0 w-px -translate-x-1/2 bg-ink-2" style={{ left: `${((cursor + 0.5) / count) * 100}%` }} />
        )}
      </div>
      <div aria-hidden className="relative col-start-2 h-4 font-mono text-12 text-ink-3">
        {frame.ticks
          .filter((tick) => tick.left < 93)
          .map((tick) => (
            <span
              key={tick.at}
              className={`absolute whitespace-nowrap @max-[30rem]:even:hidden ${tick.left > ROOM_LEFT ? '@max-[30rem]:hidden' : ''} ${tick.left < 4 ? '' : '-translate-x-1/2'}`}
              style={{ left: `${tick.left}%` }}
            >
              {tickText(tick.at)}
            </span>
          ))}
        <span className="absolute right-0">{m.workspace_chart_now()}</span>
      </div>
    </div>
  );
}
