/** From columns of phases to stacked layers over time. Pure. */
import type { LatencyOut, PhasesOut } from '@/api/schema/types.gen';
import { frameOf, round, runs, WIDTH, yOf, type Frame, type Span } from './scale';

export type PhaseName = keyof PhasesOut;

/** In the order in which they happen, which is the order of the stack from its foot. */
export const PHASE_NAMES = ['dns_ms', 'connect_ms', 'tls_ms', 'wait_ms', 'transfer_ms'] as const satisfies readonly PhaseName[];

export interface PhasesPoint {
  at: string;
  phases: Record<PhaseName, number | null>;
  /** All of them together, in milliseconds; null: none is known. */
  whole: number | null;
}

export interface Layer {
  name: PhaseName;
  path: string;
}

export interface PhasesView extends Frame {
  points: PhasesPoint[];
  /** Only phases that happened at all, from the foot of the stack. */
  layers: Layer[];
  /** How many steps have a phase. */
  known: number;
  /** When the first of them begins, if there are older latencies without phases: single checks are kept for a time only. */
  since: string | undefined;
}

type Columns = Pick<LatencyOut, 't' | 'step_s' | 'p50' | 'phases'>;

/** Shape a graph: one layer a phase, each on those before it. Every step is as wide as its time, so one alone is seen. */
export function buildPhases(data: Columns, spans: readonly Span[] = [], offsetMs = 0): PhasesView {
  const points = data.t.map((at, place) => pointOf(at, place, data.phases));
  const names = PHASE_NAMES.filter((name) => points.some(({ phases }) => phases[name] !== null));
  const frame = frameOf(data, Math.max(0, ...points.map(({ whole }) => whole ?? 0)), spans, offsetMs);
  const found = runs(points.length, (place) => points[place]?.whole !== null);
  const edge = (upTo: number) => (place: number) => yOf(sum(points[place], names.slice(0, upTo)), frame.top);
  const first = points.findIndex(({ whole }) => whole !== null);
  return {
    ...frame,
    points,
    layers: names.map((name, place) => ({ name, path: found.map((run) => layer(run, edge(place + 1), edge(place), points.length)).join('') })),
    known: points.filter(({ whole }) => whole !== null).length,
    since: data.p50.slice(0, Math.max(0, first)).some((ms) => ms !== null) ? points[first]?.at : undefined,
  };
}

/** The step under the crosshair; without one, the last that has any. */
export function shownPoint({ points }: PhasesView, cursor: number | null): PhasesPoint | undefined {
  return (cursor === null ? undefined : points[cursor]) ?? points.findLast(({ whole }) => whole !== null);
}

function pointOf(at: string, place: number, columns: LatencyOut['phases']): PhasesPoint {
  const value = (name: PhaseName) => columns?.[name][place] ?? null;
  const phases = { dns_ms: value('dns_ms'), connect_ms: value('connect_ms'), tls_ms: value('tls_ms'), wait_ms: value('wait_ms'), transfer_ms: value('transfer_ms') };
  const point = { at, phases, whole: null };
  return Object.values(phases).every((ms) => ms === null) ? point : { ...point, whole: sum(point, PHASE_NAMES) };
}

function sum(point: Pick<PhasesPoint, 'phases'> | undefined, names: readonly PhaseName[]): number {
  return names.reduce((whole, name) => whole + (point?.phases[name] ?? 0), 0);
}

type Edge = (place: number) => number;

function layer(run: readonly number[], high: Edge, low: Edge, count: number): string {
  return `M${along(run, high, count).join('L')}L${along(run, low, count).toReversed().join('L')}z`;
}

/** From where the first step begins, through the middles of all, to where the last one ends. */
function along(run: readonly number[], edge: Edge, count: number): string[] {
  const [first = 0, last = 0] = [run[0], run.at(-1)];
  const x = (place: number) => round((place / count) * WIDTH);
  return [`${x(first)} ${edge(first)}`, ...run.map((place) => `${x(place + 0.5)} ${edge(place)}`), `${x(last + 1)} ${edge(last)}`];
}
