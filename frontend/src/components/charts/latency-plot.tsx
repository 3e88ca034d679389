import type { LatencyView } from './latency-view';
import { PlotFrame } from './plot-frame';
import { HEIGHT, WIDTH } from './scale';
import { stepTime } from './step-time';
import { changesIn, type ChangeMark, type UsualView } from './usual-view';
import { changeSentence, usualSentence } from './usual-words';
import type { Range } from '@/api/monitors';
import { latency, latencyStep } from '@/lib/format';
import { m } from '@/messages/messages';

interface Props {
  view: LatencyView;
  /** Undefined: not learnt, not asked for, or not there yet. */
  usual: UsualView | undefined;
  changes: readonly ChangeMark[];
  range: Range;
  cursor: number | null;
  onCursor: (place: number | null) => void;
}

/** The line of p50, its bands, what is usual behind it, and marks: failures at the foot, unusual hours at the top. */
export function LatencyPlot({ view, usual, changes, range, cursor, onCursor }: Props) {
  return (
    <PlotFrame
      frame={view}
      range={range}
      label={m.workspace_chart_name()}
      role={m.workspace_chart_role()}
      valueText={inWords({ view, usual, changes, range }, cursor ?? view.points.length - 1)}
      cursor={cursor}
      onCursor={onCursor}
    >
      {usual && (
        <svg aria-hidden className="absolute inset-0 size-full" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
          <path d={usual.band} className="chart-usual" />
        </svg>
      )}
      <svg aria-hidden className="absolute inset-0 size-full overflow-visible" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        <path d={view.outerBand} className="fill-chart-band opacity-10" />
        <path d={view.band} className="fill-chart-band opacity-22" />
        <path d={view.line} fill="none" className="stroke-chart-1" strokeWidth={1.75} strokeLinejoin="round" strokeLinecap="round" vectorEffect="non-scaling-stroke" />
      </svg>
      <svg aria-hidden className="absolute inset-x-0 bottom-0 h-2 w-full" viewBox={`0 0 ${WIDTH} 1`} preserveAspectRatio="none">
        <path d={view.failures} fill="none" className="stroke-down" strokeWidth={2} vectorEffect="non-scaling-stroke" />
      </svg>
      {usual?.anomalies.map(({ key, left, width }) => (
        <span key={key} className="pointer-events-none absolute top-0 h-1 min-w-1 bg-ink-2" style={{ left: `${left}%`, width: `${width}%` }} />
      ))}
      {changes.map((mark) => (
        <Level key={mark.change.at} mark={mark} />
      ))}
      {cursor !== null && <Dot view={view} place={cursor} />}
    </PlotFrame>
  );
}

/** Where another level begins, and by how much it differs. */
function Level({ mark: { change, left, isLabelled } }: { mark: ChangeMark }) {
  return (
    <span aria-hidden className="pointer-events-none absolute inset-y-0 border-l border-dashed border-ink-3" style={{ left: `${left}%` }}>
      {isLabelled && (
        <span className={`absolute top-1.5 rounded-chip bg-surface/75 px-1 font-mono text-12 whitespace-nowrap text-ink-2 ${left > 85 ? 'right-0' : 'left-0'}`}>{latencyStep(change.change_ms)}</span>
      )}
    </span>
  );
}

function Dot({ view, place }: { view: LatencyView; place: number }) {
  const p50 = view.points[place]?.p50;
  if (typeof p50 !== 'number') return null;
  return (
    <span
      className="pointer-events-none absolute size-2 -translate-1/2 rounded-full border-2 border-surface bg-chart-1"
      style={{ left: `${((place + 0.5) / view.points.length) * 100}%`, top: `${(1 - p50 / view.top) * 100}%` }}
    />
  );
}

/** A step as a sentence, with what is usual then and what changed. */
function inWords({ view, usual, changes, range }: Pick<Props, 'view' | 'usual' | 'changes' | 'range'>, place: number): string | undefined {
  const point = view.points[place];
  if (!point) return undefined;
  const value = m.workspace_chart_value({
    time: stepTime(point.at, range),
    p50: latency(point.p50),
    p95: latency(point.p95),
    p99: latency(point.p99),
    failures: point.failures,
  });
  const hour = usual?.hours[place];
  return [`${value}.`, ...(hour ? [usualSentence(hour)] : []), ...changesIn(changes, place, view).map(changeSentence)].join(' ');
}
