/** The sentence below a graph: of the step under the crosshair, else of all that is shown. */
import type { LatencyView } from './latency-view';
import type { PhasesView } from './phases-view';
import type { LatencyGraph } from './use-graph';
import { changesIn } from './usual-view';
import { changeSentence, usualSentence } from './usual-words';
import { longDate } from '@/lib/format';
import { m } from '@/messages/messages';

type Shown = Pick<LatencyGraph, 'usual' | 'isLearnt' | 'changes'>;

/** `place` null: no step is looked at. */
export function latencyNote({ usual, isLearnt, changes }: Shown, view: LatencyView, place: number | null): string {
  if (place !== null) {
    const [change] = changesIn(changes, place, view);
    const hour = usual?.hours[place];
    return change ? changeSentence(change) : hour ? usualSentence(hour) : '';
  }
  const newest = changes.at(-1)?.change;
  if (newest) return changeSentence(newest);
  if (isLearnt === false) return m.graph_not_learnt();
  if (!usual) return '';
  return usual.anomalies.length ? m.graph_unusual_hours({ count: usual.anomalies.length }) : m.graph_nothing_unusual();
}

/** How far back phases go when that is not all the time shown; else what the stack is. */
export function phasesNote({ since }: PhasesView): string {
  return since ? m.graph_phases_since({ date: longDate(since) }) : m.graph_phases_note();
}
