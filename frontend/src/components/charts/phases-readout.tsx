import { shownPoint, type PhasesView } from './phases-view';
import { Readout } from './readout';
import { shownTime } from './step-time';
import type { Range } from '@/api/monitors';
import { latency } from '@/lib/format';
import { m } from '@/messages/messages';

/** When it is that is shown, and all phases together; each of them stands in the legend. */
export function PhasesReadout({ view, cursor, range }: { view: PhasesView; cursor: number | null; range: Range }) {
  const point = shownPoint(view, cursor);
  if (!point) return null;
  return <Readout time={shownTime(point.at, cursor, range)} timeLabel={m.workspace_chart_time()} values={[{ name: m.graph_together(), value: latency(point.whole) }]} />;
}
