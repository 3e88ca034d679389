/** From columns of latency to what its graph draws. Pure. */
import type { LatencyOut } from '@/api/schema/types.gen';
import { frameOf, round, runs, WIDTH, yOf, type Frame, type Span } from './scale';

/** The columns that are drawn here. */
export type Columns = Pick<LatencyOut, 't' | 'step_s' | 'p50' | 'p95' | 'p99' | 'failures'>;

/** One step: what the header line and the table say of it. */
export interface Point {
  at: string;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  failures: number;
}

export interface LatencyView extends Frame {
  points: Point[];
  line: string;
  band: string;
  outerBand: string;
  failures: string;
  failed: number;
  /** How many steps have a latency. */
  known: number;
}

interface Beside {
  /** What lies behind the curve. */
  spans?: readonly Span[];
  /** How far the reader's zone is ahead of UTC, for ticks on whole hours and days. */
  offsetMs?: number;
  /** A value that is to be seen as well, in milliseconds. */
  reach?: number;
}

/** Shape a graph: the line of p50, bands up to p95 and p99, marks of failures. */
export function buildLatency(data: Columns, { spans = [], offsetMs = 0, reach = 0 }: Beside = {}): LatencyView {
  const points = data.t.map((at, place) => ({
    at,
    p50: data.p50[place] ?? null,
    p95: data.p95[place] ?? null,
    p99: data.p99[place] ?? null,
    failures: data.failures[place] ?? 0,
  }));
  const frame = frameOf(data, Math.max(reach, ...points.map(({ p50, p95, p99 }) => Math.max(p50 ?? 0, p95 ?? 0, p99 ?? 0))), spans, offsetMs);
  const x = (place: number) => round(((place + 0.5) / points.length) * WIDTH);
  const at = (name: Name) => (place: number) => `${x(place)} ${yOf(points[place]?.[name] ?? 0, frame.top)}`;
  const known = (name: Name) => runs(points.length, (place) => points[place]?.[name] !== null);
  return {
    ...frame,
    points,
    line: known('p50').map((run) => trace(run.map(at('p50')))).join(''),
    band: known('p95').map((run) => between(run, at('p95'), at('p50'))).join(''),
    outerBand: known('p99').map((run) => between(run, at('p99'), at('p95'))).join(''),
    failures: points.map((point, place) => (point.failures ? `M${x(place)} 0v1` : '')).join(''),
    failed: points.reduce((sum, point) => sum + point.failures, 0),
    known: points.filter((point) => point.p50 !== null).length,
  };
}

type Name = 'p50' | 'p95' | 'p99';

/** A line through points; one alone is a dot (a line of no length with round ends). */
function trace(points: readonly string[]): string {
  return points.length === 1 ? `M${points[0]}h0` : `M${points.join('L')}`;
}

function between(run: readonly number[], high: (place: number) => string, low: (place: number) => string): string {
  return run.length > 1 ? `M${run.map(high).join('L')}L${run.toReversed().map(low).join('L')}z` : '';
}
