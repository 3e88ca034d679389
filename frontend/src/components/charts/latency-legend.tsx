import { GraphKey } from './graph-key';
import type { LatencyView } from './latency-view';
import { SHADES } from './plot-frame';
import type { Shade } from './scale';
import type { UsualView } from './usual-view';
import { STATUS } from '@/lib/status';
import { m } from '@/messages/messages';

interface Props {
  view: LatencyView;
  usual: UsualView | undefined;
  hasChanges: boolean;
  /** Undefined: there is nothing to choose. */
  choice: Choice | undefined;
}

/** Whether what is usual is drawn. */
export interface Choice {
  isOn: boolean;
  onChoose: (isOn: boolean) => void;
}

const STATES: readonly Shade['state'][] = ['down', 'degraded', 'maintenance'];

/** What the graph draws, in words: only what is there; what is usual can be taken away. */
export function LatencyLegend({ view, usual, hasChanges, choice }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 text-ink-3">
      {choice && (
        <label className="inline-flex min-h-6 cursor-pointer items-center gap-1.5 whitespace-nowrap">
          <input type="checkbox" className="size-4" checked={choice.isOn} onChange={(event) => choice.onChoose(event.target.checked)} />
          <span aria-hidden className="chart-usual-key h-3 w-4" />
          {m.graph_usual()}
        </label>
      )}
      {usual && usual.anomalies.length > 0 && <GraphKey mark="h-1 w-4 bg-ink-2">{m.graph_unusual()}</GraphKey>}
      {hasChanges && <GraphKey mark="h-3.5 w-0 border-l border-dashed border-ink-3">{m.graph_change()}</GraphKey>}
      {STATES.filter((state) => view.shades.some((shade) => shade.state === state)).map((state) => (
        <GraphKey key={state} mark={`h-3 w-4 ${SHADES[state]}`}>
          {STATUS[state].label()}
        </GraphKey>
      ))}
    </div>
  );
}
