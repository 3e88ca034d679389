import { describe, expect, it } from 'vitest';

import { byTrouble, situation, worstOf } from './situation';
import { aLine, anIncident, anOverview } from '@/test/factories';

const NOW = Date.parse('2026-11-21T14:00:00Z');

describe('situation', () => {
  it.each([
    [anOverview(), 'Add the first thing you would hate to find broken.'],
    [anOverview({ monitors: 2, paused: 2 }), 'All monitors are paused.'],
    [anOverview({ monitors: 1, active: 1, down: 1 }), 'Your monitor is down.'],
    [anOverview({ monitors: 20, active: 20, down: 1, up: 19 }), '1 of 20 monitors is down.'],
    [anOverview({ monitors: 20, active: 20, degraded: 2, up: 18 }), 'Nothing is down. 2 of 20 monitors are degraded.'],
    [anOverview({ monitors: 3, active: 3, up: 2, pending: 1 }), '2 of 3 monitors are up.'],
    [anOverview({ monitors: 3, active: 3, up: 3 }), 'All 3 monitors are up. No incident so far.'],
    [
      anOverview({ monitors: 3, active: 3, up: 3, recent: [anIncident({ ended_at: '2026-11-12T14:00:00Z' })] }),
      'All 3 monitors are up. Last incident: 9 days ago.',
    ],
  ])('says it in a sentence', (overview, sentence) => {
    expect(situation(overview, NOW)).toBe(sentence);
  });
});

describe('workspaces', () => {
  it('come by trouble, then by name', () => {
    const lines = [aLine({ name: 'B' }), aLine({ name: 'A' }), aLine({ name: 'Z', down: 1 }), aLine({ name: 'Y', degraded: 4 })];
    expect(lines.toSorted(byTrouble).map((line) => line.name)).toEqual(['Z', 'Y', 'A', 'B']);
  });

  it('show their worst state', () => {
    expect(worstOf(aLine({ monitors: 3, up: 2, down: 1 }))).toEqual({ state: 'down', count: 1, isAll: false });
    expect(worstOf(aLine({ monitors: 2, up: 2 }))).toEqual({ state: 'up', count: 2, isAll: true });
    expect(worstOf(aLine())).toBeNull();
  });
});
