/** What every graph over time shares: its scale, its ticks, what lies behind it. Pure: x and y are shares of the drawing. */

/** The drawing's own units; it is stretched to its place. */
export const WIDTH = 1000;
export const HEIGHT = 100;

/** The time that a graph shows, in milliseconds since 1970; half-open. */
export interface Window {
  from: number;
  to: number;
}

/** What lies over a stretch of time. `to` null: it goes on. */
export interface Span {
  from: string;
  to: string | null;
  state: 'down' | 'degraded' | 'maintenance';
}

export interface Shade {
  state: Span['state'];
  /** Left edge and width, in percent. */
  left: number;
  width: number;
}

export interface TimeTick {
  at: string;
  /** In percent. */
  left: number;
}

/** What the drawing of a graph needs beside its curves. */
export interface Frame {
  window: Window | null;
  /** The value at the top edge, in milliseconds. */
  top: number;
  shades: Shade[];
  ticks: TimeTick[];
  /** When each step begins, oldest first. */
  steps: readonly string[];
}

interface Given {
  t: readonly string[];
  step_s: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TICKS = [5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, DAY_MS, 5 * DAY_MS, 15 * DAY_MS, 30 * DAY_MS];
const MOST_TICKS = 8;
const NICE = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** The frame of a graph whose highest value is `highest`. `offsetMs`: how far the reader's zone is ahead of UTC. */
export function frameOf(data: Given, highest: number, spans: readonly Span[], offsetMs: number): Frame {
  const window = windowOf(data);
  return {
    window,
    top: niceTop(highest),
    shades: window ? spans.flatMap((span) => shade(span, window)) : [],
    ticks: window ? timeTicks(window, offsetMs) : [],
    steps: data.t,
  };
}

/** The next round number: 0 stays a scale of 1 ms. */
export function niceTop(ms: number): number {
  if (ms <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(ms));
  return power * (NICE.find((step) => ms <= power * step) ?? 10);
}

export function windowOf({ t, step_s: stepS }: Given): Window | null {
  const [first, last] = [t[0], t.at(-1)];
  if (!first || !last) return null;
  return { from: Date.parse(first), to: Date.parse(last) + stepS * 1000 };
}

/** Where a time lies, as a share of the window: outside it, under 0 or over 1. */
export function shareOf(at: number, { from, to }: Window): number {
  return (at - from) / (to - from);
}

/** Neighbouring places that pass: a gap ends a run, and is never bridged. */
export function runs(count: number, passes: (place: number) => boolean): number[][] {
  const found: number[][] = [];
  for (let place = 0; place < count; place++) {
    if (!passes(place)) continue;
    const last = found.at(-1);
    if (last?.at(-1) === place - 1) last.push(place);
    else found.push([place]);
  }
  return found;
}

/** Where a value lies in the drawing; what is over the top lies on it. */
export function yOf(ms: number, top: number): number {
  return round(HEIGHT - (Math.min(ms, top) / top) * HEIGHT);
}

export function percent(share: number): number {
  return round(share * 100);
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function shade(span: Span, window: Window): Shade[] {
  const from = Math.max(0, shareOf(Date.parse(span.from), window));
  const to = Math.min(1, span.to ? shareOf(Date.parse(span.to), window) : 1);
  return to > from ? [{ state: span.state, left: percent(from), width: percent(to - from) }] : [];
}

function timeTicks(window: Window, offsetMs: number): TimeTick[] {
  const { from, to } = window;
  const step = TICKS.find((size) => (to - from) / size <= MOST_TICKS) ?? 30 * DAY_MS;
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil((from + offsetMs) / step) * step - offsetMs; at < to; at += step) {
    ticks.push({ at: new Date(at).toISOString(), left: percent(shareOf(at, window)) });
  }
  return ticks;
}
