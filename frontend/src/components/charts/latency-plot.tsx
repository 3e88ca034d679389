import type { KeyboardEvent, PointerEvent } from 'react';

import { stepTime } from './latency-readout';
import { HEIGHT, WIDTH, type LatencyView, type Shade } from './latency-view';
import type { Range } from '@/api/monitors';
import { clock, latency, shortDate } from '@/lib/format';
import { m } from '@/messages/messages';

interface Props {
  view: LatencyView;
  range: Range;
  /** The step under the crosshair. */
  cursor: number | null;
  onCursor: (place: number | null) => void;
}

const SHADES: Record<Shade['kind'], string> = {
  down: 'bg-down-soft',
  degraded: 'bg-minor-soft',
  maintenance: 'chart-hatch',
};
const JUMP = 10;

/** The drawing: stretched to its place, so it needs to measure nothing. Times and values are text beside it. */
export function LatencyPlot({ view, range, cursor, onCursor }: Props) {
  const last = view.points.length - 1;
  const shown = cursor ?? last;
  const point = view.points[shown];
  const label = range === '24h' ? clock : shortDate;

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
    onCursor(Math.min(last, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * view.points.length))));
  };

  return (
    <div className="grid gap-1.5">
      <div
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an input cannot hold a drawing
        role="slider"
        tabIndex={0}
        aria-label={m.workspace_chart_name()}
        aria-roledescription={m.workspace_chart_role()}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={shown}
        aria-valuetext={
          point &&
          m.workspace_chart_value({
            time: stepTime(point, range),
            p50: latency(point.p50),
            p95: latency(point.p95),
            p99: latency(point.p99),
            failures: point.failures,
          })
        }
        className="relative h-[168px] touch-pan-y rounded-chip border-b border-line"
        onKeyDown={onKeyDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => onCursor(null)}
        onBlur={() => onCursor(null)}
      >
        {view.shades.map((shade) => (
          <span key={`${shade.kind}${shade.left}`} className={`absolute inset-y-0 min-w-0.5 ${SHADES[shade.kind]}`} style={{ left: `${shade.left}%`, width: `${shade.width}%` }} />
        ))}
        {[0, 1, 2, 3].map((quarter) => (
          <span key={quarter} className="absolute inset-x-0 border-t border-line" style={{ top: `${quarter * 25}%` }} />
        ))}
        <svg aria-hidden className="absolute inset-0 size-full overflow-visible" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
          <path d={view.outerBand} className="fill-chart-band opacity-10" />
          <path d={view.band} className="fill-chart-band opacity-22" />
          <path d={view.line} fill="none" className="stroke-chart-1" strokeWidth={1.75} strokeLinejoin="round" strokeLinecap="round" vectorEffect="non-scaling-stroke" />
        </svg>
        <svg aria-hidden className="absolute inset-x-0 bottom-0 h-2 w-full" viewBox={`0 0 ${WIDTH} 1`} preserveAspectRatio="none">
          <path d={view.failures} fill="none" className="stroke-down" strokeWidth={2} vectorEffect="non-scaling-stroke" />
        </svg>
        <span className="pointer-events-none absolute top-1 left-0 rounded-chip bg-surface/75 pr-1 font-mono text-12 text-ink-3">{latency(view.top)}</span>
        <span className="pointer-events-none absolute top-1/2 left-0 mt-1 rounded-chip bg-surface/75 pr-1 font-mono text-12 text-ink-3">{latency(view.top / 2)}</span>
        {cursor !== null && <Crosshair view={view} place={cursor} />}
      </div>
      <div aria-hidden className="relative h-4 font-mono text-12 text-ink-3">
        {view.ticks
          .filter((tick) => tick.left < 93)
          .map((tick) => (
            <span
              key={tick.at}
              className={`absolute whitespace-nowrap @max-[30rem]:even:hidden ${tick.left < 4 ? '' : '-translate-x-1/2'}`}
              style={{ left: `${tick.left}%` }}
            >
              {label(tick.at)}
            </span>
          ))}
        <span className="absolute right-0">{m.workspace_chart_now()}</span>
      </div>
    </div>
  );
}

function Crosshair({ view, place }: { view: LatencyView; place: number }) {
  const left = `${((place + 0.5) / view.points.length) * 100}%`;
  const p50 = view.points[place]?.p50;
  return (
    <>
      <span className="pointer-events-none absolute inset-y-0 w-px -translate-x-1/2 bg-ink-2" style={{ left }} />
      {typeof p50 === 'number' && (
        <span
          className="pointer-events-none absolute size-2 -translate-1/2 rounded-full border-2 border-surface bg-chart-1"
          style={{ left, top: `${(1 - p50 / view.top) * 100}%` }}
        />
      )}
    </>
  );
}
