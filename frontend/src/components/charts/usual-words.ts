/** What is usual and what changed, in words. */
import type { ChangeOut, UsualHour } from './usual-view';
import { dateTime, decimal, latency, latencyStep, weekHour } from '@/lib/format';
import { m } from '@/messages/messages';

/** Half the width of the band, in MAD. */
const BAND_MAD = 3;

/** `3.2 MAD above Tuesday 14:00: 119 ms, usually 106 ms`; inside the band without the number. */
export function usualSentence({ at, expected, seen, deviation }: UsualHour): string {
  const hour = weekHour(at);
  const usual = latency(expected);
  if (deviation === null) return m.graph_usually({ hour, usual });
  const told = { mad: madText(deviation), hour, seen: latency(seen), usual };
  if (Math.abs(deviation) <= BAND_MAD) return m.graph_as_usual(told);
  return deviation < 0 ? m.graph_below(told) : m.graph_above(told);
}

/** The same in few words, for a table: `3.2 MAD above`; nothing inside the band. */
export function deviationText({ deviation }: UsualHour): string {
  if (deviation === null || Math.abs(deviation) <= BAND_MAD) return '';
  return deviation < 0 ? m.graph_mad_below({ mad: madText(deviation) }) : m.graph_mad_above({ mad: madText(deviation) });
}

export function isUnusual({ deviation }: UsualHour): boolean {
  return deviation !== null && Math.abs(deviation) > BAND_MAD;
}

/** `Since 12 Aug 09:40 the median is +180 ms: 200 ms before, 380 ms now.` */
export function changeSentence({ at, until, change_ms: change, before_ms: before, after_ms: after }: ChangeOut): string {
  const told = { from: dateTime(at), step: latencyStep(change), before: latency(before), after: latency(after) };
  return until ? m.monitor_level_was({ ...told, to: dateTime(until) }) : m.monitor_level_is(told);
}

function madText(deviation: number): string {
  return decimal(Math.abs(deviation));
}
