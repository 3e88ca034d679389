/** From columns of latency to what a chart draws. Pure: no sizes of the screen, x and y are shares of the drawing. */
import type { LatencyOut } from '@/api/schema/types.gen';

/** The columns that are drawn here. */
export type Columns = Omit<LatencyOut, 'phases'>;

/** The drawing's own units; it is stretched to its place. */
export const WIDTH = 1000;
export const HEIGHT = 100;

/** What lies over a stretch of time. `to` null: it goes on. */
export interface Span {
  from: string;
  to: string | null;
  kind: 'down' | 'degraded' | 'maintenance';
}

export interface Shade {
  kind: Span['kind'];
  /** Left edge and width, in percent. */
  left: number;
  width: number;
}

export interface TimeTick {
  at: string;
  /** In percent. */
  left: number;
}

/** One step: what the header line and the table say of it. */
export interface Point {
  at: string;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  failures: number;
}

export interface LatencyView {
  points: Point[];
  /** The value at the top edge, in milliseconds. */
  top: number;
  line: string;
  band: string;
  outerBand: string;
  failures: string;
  shades: Shade[];
  ticks: TimeTick[];
  failed: number;
  /** How many steps have a latency. */
  known: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TICKS = [5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, DAY_MS, 5 * DAY_MS, 15 * DAY_MS, 30 * DAY_MS];
const MOST_TICKS = 8;
const NICE = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** Shape a chart. `offsetMs`: how far the reader's zone is ahead of UTC, for ticks on whole hours and days. */
export function buildLatency(data: Columns, spans: readonly Span[] = [], offsetMs = 0): LatencyView {
  const points = data.t.map((at, place) => ({
    at,
    p50: data.p50[place] ?? null,
    p95: data.p95[place] ?? null,
    p99: data.p99[place] ?? null,
    failures: data.failures[place] ?? 0,
  }));
  const top = niceTop(Math.max(0, ...points.map((point) => Math.max(point.p50 ?? 0, point.p95 ?? 0, point.p99 ?? 0))));
  const x = (place: number) => ((place + 0.5) / points.length) * WIDTH;
  const y = (ms: number) => HEIGHT - (Math.min(ms, top) / top) * HEIGHT;
  const window = windowOf(data);
  return {
    points,
    top,
    line: runs(points, 'p50').map((run) => trace(run, (place) => [x(place), y(points[place]?.p50 ?? 0)])).join(''),
    band: between(points, 'p50', 'p95', x, y),
    outerBand: between(points, 'p95', 'p99', x, y),
    failures: points.map((point, place) => (point.failures ? `M${round(x(place))} 0v1` : '')).join(''),
    shades: window ? spans.flatMap((span) => shade(span, window)) : [],
    ticks: window ? timeTicks(window, offsetMs) : [],
    failed: points.reduce((sum, point) => sum + point.failures, 0),
    known: points.filter((point) => point.p50 !== null).length,
  };
}

/** The next round number: 0 stays a scale of 1 ms. */
export function niceTop(ms: number): number {
  if (ms <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(ms));
  return power * (NICE.find((step) => ms <= power * step) ?? 10);
}

interface Window {
  from: number;
  to: number;
}

function windowOf(data: Columns): Window | null {
  const [first, last] = [data.t[0], data.t.at(-1)];
  if (!first || !last) return null;
  return { from: Date.parse(first), to: Date.parse(last) + data.step_s * 1000 };
}

type Name = 'p50' | 'p95' | 'p99';

/** Places of neighbouring steps with a value: a gap ends a run, and is never bridged. */
function runs(points: readonly Point[], name: Name): number[][] {
  const found: number[][] = [];
  points.forEach((point, place) => {
    if (point[name] === null) return;
    const last = found.at(-1);
    if (last?.at(-1) === place - 1) last.push(place);
    else found.push([place]);
  });
  return found;
}

/** A line through places; one alone is a dot (a line of no length with round ends). */
function trace(places: readonly number[], at: (place: number) => readonly [number, number]): string {
  const drawn = places.map((place, index) => {
    const [left, top] = at(place);
    return `${index ? 'L' : 'M'}${round(left)} ${round(top)}`;
  });
  return drawn.length === 1 ? `${drawn[0]}h0` : drawn.join('');
}

function between(points: readonly Point[], low: Name, high: Name, x: (place: number) => number, y: (ms: number) => number): string {
  const at = (name: Name) => (place: number) => `${round(x(place))} ${round(y(points[place]?.[name] ?? 0))}`;
  return runs(points, high)
    .filter((run) => run.length > 1)
    .map((run) => `M${run.map(at(high)).join('L')}L${run.toReversed().map(at(low)).join('L')}z`)
    .join('');
}

function shade(span: Span, window: Window): Shade[] {
  const whole = window.to - window.from;
  const from = Math.max(Date.parse(span.from), window.from);
  const to = Math.min(span.to ? Date.parse(span.to) : window.to, window.to);
  if (to <= from) return [];
  return [{ kind: span.kind, left: percent((from - window.from) / whole), width: percent((to - from) / whole) }];
}

function timeTicks({ from, to }: Window, offsetMs: number): TimeTick[] {
  const step = TICKS.find((size) => (to - from) / size <= MOST_TICKS) ?? 30 * DAY_MS;
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil((from + offsetMs) / step) * step - offsetMs; at < to; at += step) {
    ticks.push({ at: new Date(at).toISOString(), left: percent((at - from) / (to - from)) });
  }
  return ticks;
}

function percent(share: number): number {
  return round(share * 100);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
