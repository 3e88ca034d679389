import { expect, it } from 'vitest';

import { buildPhases, shownPoint } from './phases-view';

const NONE = [null, null, null, null];

function phases(given: Partial<Record<'dns_ms' | 'connect_ms' | 'tls_ms' | 'wait_ms' | 'transfer_ms', (number | null)[]>>, p50: (number | null)[] = NONE) {
  const t = [0, 1, 2, 3].map((hour) => new Date(Date.UTC(2026, 10, 22, hour)).toISOString());
  return buildPhases({ t, step_s: 3600, p50, phases: { dns_ms: NONE, connect_ms: NONE, tls_ms: NONE, wait_ms: NONE, transfer_ms: NONE, ...given } });
}

it('puts each phase on those before it, and leaves out what never happened', () => {
  const { layers, top } = phases({ dns_ms: [10, 10, 10, 10], wait_ms: [30, 30, 70, 90] });

  expect(top).toBe(100);
  expect(layers.map(({ name }) => name)).toEqual(['dns_ms', 'wait_ms']);
  // Four steps, middles at 125, 375, …; 10 of 100 is y 90. The foot of the second layer is the head of the first.
  expect(layers[0]?.path).toBe('M0 90L125 90L375 90L625 90L875 90L1000 90L1000 100L875 100L625 100L375 100L125 100L0 100z');
  expect(layers[1]?.path).toBe('M0 60L125 60L375 60L625 20L875 0L1000 0L1000 90L875 90L625 90L375 90L125 90L0 90z');
});

it('bridges no gap, and draws a step alone as wide as its time', () => {
  const { layers, known } = phases({ wait_ms: [50, null, null, 50] });

  expect(layers[0]?.path).toBe('M0 0L125 0L250 0L250 100L125 100L0 100zM750 0L875 0L1000 0L1000 100L875 100L750 100z');
  expect(known).toBe(2);
});

it('takes a phase that did not happen in a step as nothing', () => {
  const view = phases({ tls_ms: [20, null, 20, 20], wait_ms: [30, 30, 30, 30] });

  expect(view.points.map(({ whole }) => whole)).toEqual([50, 30, 50, 50]);
});

it('says since when phases are known only where older latencies have none', () => {
  const wait_ms = [null, null, 5, 5];

  expect(phases({ wait_ms }, [5, 5, 5, 5]).since).toBe('2026-11-22T02:00:00.000Z');
  expect(phases({ wait_ms }, [null, null, 5, 5]).since).toBeUndefined();
  expect(phases({}).since).toBeUndefined();
});

it('shows the newest step that is known, unless one is looked at', () => {
  const view = phases({ wait_ms: [1, 2, 3, null] });

  expect(shownPoint(view, null)?.whole).toBe(3);
  expect(shownPoint(view, 0)?.whole).toBe(1);
});
