import type { Range } from '@/api/monitors';
import { clock, dateTime } from '@/lib/format';
import { m } from '@/messages/messages';

/** When a step began: the time of day is enough for one day. */
export function stepTime(at: string, range: Range): string {
  return range === '24h' ? clock(at) : dateTime(at);
}

/** The same, of the step that is shown: without a crosshair, the latest. */
export function shownTime(at: string, cursor: number | null, range: Range): string {
  return cursor === null ? m.workspace_chart_latest() : stepTime(at, range);
}
