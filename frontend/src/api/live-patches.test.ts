import { describe, expect, it } from 'vitest';

import type { CheckFrame, StateFrame } from './live';
import { patchMonitor, patchOverview } from './live-patches';
import { aLine, aMonitor, anOverview, aTrouble, WORKSPACE_ID } from '@/test/factories';

const AT = '2026-11-21T15:00:00Z';
const about = { workspace_id: WORKSPACE_ID, monitor_id: 1, at: AT };
const move = (old_state: string | null, new_state: string | null): StateFrame => ({ ...about, type: 'state', seq: 1, old_state, new_state });
const check: CheckFrame = { ...about, type: 'check', outcome: 'up', latency_ms: 120, state: 'up' };

describe('patchMonitor', () => {
  it('takes over state and last check', () => {
    expect(patchMonitor(aMonitor(), [move('up', 'down')])).toMatchObject({ state: 'down', since: AT });
    expect(patchMonitor(aMonitor(), [check]).last_check).toMatchObject({ slot: AT, latency_ms: 120, reason: null });
  });

  it('does not go back to an older check', () => {
    const monitor = patchMonitor(aMonitor(), [check]);
    expect(patchMonitor(monitor, [{ ...check, at: '2026-11-21T14:59:00Z', latency_ms: 9 }])).toBe(monitor);
  });
});

describe('patchOverview', () => {
  const overview = anOverview({
    monitors: 2, active: 2, up: 1, down: 1, now: [aTrouble()],
    workspaces_list: [aLine({ monitors: 2, active: 2, up: 1, down: 1 })],
  });

  it('moves the numbers of the workspace and of everything', () => {
    const next = patchOverview(overview, [move('down', 'up')]);
    expect(next).toMatchObject({ monitors: 2, active: 2, up: 2, down: 0, now: [] });
    expect(next.workspaces_list[0]).toMatchObject({ up: 2, down: 0 });
  });

  it('counts new monitors, paused ones and deleted ones', () => {
    expect(patchOverview(overview, [move(null, 'pending')])).toMatchObject({ monitors: 3, active: 3, pending: 1 });
    expect(patchOverview(overview, [move('up', 'paused')])).toMatchObject({ monitors: 2, active: 1, up: 0, paused: 1 });
    expect(patchOverview(overview, [move('down', null)])).toMatchObject({ monitors: 1, active: 1, down: 0 });
  });

  it('leaves other people’s workspaces alone', () => {
    expect(patchOverview(overview, [{ ...move('up', 'down'), workspace_id: 'other' }])).toBe(overview);
  });
});
