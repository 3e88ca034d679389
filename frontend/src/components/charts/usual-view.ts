/** What is usual for a monitor, beside what was seen: a band, marks, and what can be said of each step. Pure. */
import type { BaselineOut, PageChangeOut } from '@/api/schema/types.gen';
import { percent, round, runs, shareOf, WIDTH, yOf, type Frame, type Window } from './scale';

/** A level of latency that began. */
export type ChangeOut = PageChangeOut['items'][number];

const HOUR_MS = 3_600_000;
/** The band of the API is this many MAD to each side; its lower edge may be cut off at 0. */
const BAND_MAD = 3;
/** Two labels nearer than this, in percent of the width, would run into each other. */
const LABEL_ROOM = 12;

/** An hour as it is told: what was usual, and how far away it was. */
export interface UsualHour {
  at: string;
  expected: number;
  low: number;
  high: number;
  seen: number | null;
  /** In MAD, negative below; null: nothing was seen. */
  deviation: number | null;
}

export interface Mark {
  key: string;
  /** Left edge and width, in percent. */
  left: number;
  width: number;
}

export interface UsualView {
  band: string;
  /** Hours outside the band. */
  anomalies: Mark[];
  /** For each step, its hour; of several, the one that was furthest away. Null: nothing is usual then. */
  hours: (UsualHour | null)[];
}

/** Shape what is usual for the graph that `frame` belongs to. */
export function buildUsual(baseline: BaselineOut, frame: Frame): UsualView {
  const { window, top } = frame;
  if (!window) return { band: '', anomalies: [], hours: [] };
  const hours = hoursOf(baseline);
  const found = runs(hours.length, (place) => hours[place] !== null);
  return {
    band: found.map((run) => band(run, hours, window, top)).join(''),
    anomalies: baseline.anomalies.flatMap(({ from, to }) => mark(from, to, window)),
    hours: ofSteps(hours, frame.steps, window),
  };
}

/** The highest usual value: the graph is to show it. In milliseconds. */
export function usualReach(baseline: BaselineOut | undefined): number {
  return Math.max(0, ...(baseline?.expected_ms.map((ms) => ms ?? 0) ?? []));
}

export interface ChangeMark {
  change: ChangeOut;
  /** In percent. */
  left: number;
  /** Whether there is room to write by how much. */
  isLabelled: boolean;
}

/** Changes of level inside the window, oldest first. */
export function changeMarks(changes: readonly ChangeOut[], window: Window | null): ChangeMark[] {
  if (!window) return [];
  const marks: ChangeMark[] = [];
  let labelled = -LABEL_ROOM;
  for (const change of changes.toSorted((one, other) => one.at.localeCompare(other.at))) {
    const share = shareOf(Date.parse(change.at), window);
    if (share < 0 || share > 1) continue;
    const left = percent(share);
    const isLabelled = left - labelled >= LABEL_ROOM;
    if (isLabelled) labelled = left;
    marks.push({ change, left, isLabelled });
  }
  return marks;
}

/** The changes of one step, of all that are marked. */
export function changesIn(marks: readonly ChangeMark[], place: number, { steps }: Pick<Frame, 'steps'>): ChangeOut[] {
  const [from, to] = [steps[place], steps[place + 1]];
  if (!from) return [];
  return marks.map(({ change }) => change).filter(({ at }) => Date.parse(at) >= Date.parse(from) && (!to || Date.parse(at) < Date.parse(to)));
}

function hoursOf({ t, expected_ms: expected, low_ms: low, high_ms: high, seen_ms: seen }: BaselineOut): (UsualHour | null)[] {
  return t.map((at, place) => {
    const [middle, bottom, top, value = null] = [expected[place], low[place], high[place], seen[place]];
    if (typeof middle !== 'number' || typeof bottom !== 'number' || typeof top !== 'number') return null;
    const mad = (top - middle) / BAND_MAD;
    return { at, expected: middle, low: bottom, high: top, seen: value, deviation: value === null || mad <= 0 ? null : (value - middle) / mad };
  });
}

/** From the beginning of the first hour, through the middles, to the end of the last. */
function band(run: readonly number[], hours: readonly (UsualHour | null)[], window: Window, top: number): string {
  const known = run.flatMap((place) => hours[place] ?? []);
  const x = (at: string, offset: number) => round(shareOf(Date.parse(at) + offset * HOUR_MS, window) * WIDTH);
  const along = (edge: 'low' | 'high') => {
    const [first, last] = [known[0], known.at(-1)];
    if (!first || !last) return [];
    const middles = known.map((hour) => `${x(hour.at, 0.5)} ${yOf(hour[edge], top)}`);
    return [`${x(first.at, 0)} ${yOf(first[edge], top)}`, ...middles, `${x(last.at, 1)} ${yOf(last[edge], top)}`];
  };
  return `M${along('high').join('L')}L${along('low').toReversed().join('L')}z`;
}

function mark(from: string, to: string, window: Window): Mark[] {
  const left = Math.max(0, shareOf(Date.parse(from), window));
  const right = Math.min(1, shareOf(Date.parse(to), window));
  return right > left ? [{ key: from, left: percent(left), width: percent(right - left) }] : [];
}

function ofSteps(hours: readonly (UsualHour | null)[], steps: readonly string[], { to }: Window): (UsualHour | null)[] {
  const known = new Map(hours.flatMap((hour) => (hour ? [[Date.parse(hour.at), hour] as const] : [])));
  return steps.map((at, place) => {
    const from = Date.parse(at);
    const end = Date.parse(steps[place + 1] ?? '') || to;
    const found: UsualHour[] = [];
    for (let hour = Math.floor(from / HOUR_MS) * HOUR_MS; hour < end; hour += HOUR_MS) {
      const one = known.get(hour);
      if (one) found.push(one);
    }
    return found.toSorted((one, other) => Math.abs(other.deviation ?? 0) - Math.abs(one.deviation ?? 0))[0] ?? null;
  });
}
