import { describe, expect, it } from 'vitest';

import { buildLatency, type Columns } from './latency-view';
import { niceTop } from './scale';

const HOUR_S = 3600;

function latency(p50: (number | null)[], failures: number[] = []): Columns {
  return {
    step_s: HOUR_S,
    t: p50.map((_, place) => new Date(Date.UTC(2026, 10, 22, place)).toISOString()),
    p50,
    p95: p50.map((ms) => ms && ms * 2),
    p99: p50.map((ms) => ms && ms * 3),
    failures: p50.map((_, place) => failures[place] ?? 0),
  };
}

describe('buildLatency', () => {
  it('starts the scale at zero and ends it at a round number over the highest value', () => {
    expect(buildLatency(latency([100, 110])).top).toBe(400);
    expect(buildLatency(latency([100]), { reach: 900 }).top).toBe(1000);
    expect(niceTop(0)).toBe(1);
    expect(niceTop(11)).toBe(15);
    expect(niceTop(100)).toBe(100);
  });

  it('puts a step in its middle, zero at the foot', () => {
    // Two steps: middles at 250 and 750 of 1000. The top is 300 (p99 of 100): 50 ms are a sixth of the height.
    expect(buildLatency(latency([100, 50])).line).toBe('M250 66.67L750 83.33');
  });

  it('never joins a line over a gap, and shows a lonely step as a dot', () => {
    const { line, band } = buildLatency(latency([100, 100, null, 100]));
    expect(line.match(/M/g)).toHaveLength(2);
    expect(line).toMatch(/h0$/);
    expect(band.match(/M/g)).toHaveLength(1);
  });

  it('marks steps with failures and counts them', () => {
    const view = buildLatency(latency([100, null, 100, 100], [0, 3, 1, 0]));
    expect(view.failures).toBe('M375 0v1M625 0v1');
    expect(view.failed).toBe(4);
    expect(view.known).toBe(3);
  });

  it('cuts what lies over it at its edges, and lets what goes on reach the end', () => {
    const view = buildLatency(latency([1, 1, 1, 1]), {
      spans: [
        { from: '2026-11-21T00:00:00Z', to: '2026-11-22T01:00:00Z', state: 'down' },
        { from: '2026-11-22T03:00:00Z', to: null, state: 'maintenance' },
        { from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z', state: 'degraded' },
      ],
    });
    expect(view.shades).toEqual([
      { state: 'down', left: 0, width: 25 },
      { state: 'maintenance', left: 75, width: 25 },
    ]);
  });

  it('puts ticks on whole hours of the reader', () => {
    const half = 30 * 60_000;
    const view = buildLatency(latency([1, 1, 1, 1]), { offsetMs: half });
    expect(view.ticks.map((tick) => tick.at)).toEqual([
      '2026-11-22T00:30:00.000Z',
      '2026-11-22T01:30:00.000Z',
      '2026-11-22T02:30:00.000Z',
      '2026-11-22T03:30:00.000Z',
    ]);
  });

  it('draws nothing without a step', () => {
    expect(buildLatency(latency([]))).toMatchObject({ points: [], line: '', ticks: [], known: 0 });
  });
});
