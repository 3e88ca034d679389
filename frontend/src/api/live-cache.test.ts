import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { overviewQuery } from './account';
import type { CheckFrame } from './live';
import { LiveCache } from './live-cache';
import { monitorQuery, workspaceMonitorsQuery } from './monitors';
import { workspaceDaysQuery } from './workspaces';
import { aLine, aMonitor, anOverview, WORKSPACE_ID } from '@/test/factories';

const about = { workspace_id: WORKSPACE_ID, monitor_id: 1 };
const check = (second: number): CheckFrame => ({
  ...about, type: 'check', at: `2026-11-21T15:00:0${second}Z`, outcome: 'up', latency_ms: second, state: 'up',
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('writes at most once a second, and fetches days later', () => {
  const client = new QueryClient();
  const list = workspaceMonitorsQuery(WORKSPACE_ID).queryKey;
  const days = workspaceDaysQuery(WORKSPACE_ID).queryKey;
  client.setQueryData(list, [aMonitor()]);
  client.setQueryData(monitorQuery(1).queryKey, aMonitor());
  client.setQueryData(overviewQuery.queryKey, anOverview({ monitors: 1, active: 1, up: 1, workspaces_list: [aLine({ monitors: 1, up: 1 })] }));
  client.setQueryData(days, { first_day: '', last_day: '', legend: {}, monitors: [] });
  const write = vi.spyOn(client, 'setQueryData');
  const cache = new LiveCache(client);

  cache.add(check(1));
  vi.advanceTimersByTime(0);
  cache.add(check(2));
  cache.add(check(3));
  cache.add({ ...about, type: 'state', seq: 1, at: '2026-11-21T15:00:04Z', old_state: 'up', new_state: 'down' });
  expect(client.getQueryData(list)?.[0]?.last_check?.latency_ms).toBe(1);
  const before = write.mock.calls.length;
  vi.advanceTimersByTime(1_000);

  expect(write.mock.calls.length - before).toBe(3);
  expect(client.getQueryData(list)?.[0]).toMatchObject({ state: 'down', last_check: { latency_ms: 3 } });
  expect(client.getQueryData(monitorQuery(1).queryKey)?.state).toBe('down');
  expect(client.getQueryData(overviewQuery.queryKey)).toMatchObject({ up: 0, down: 1 });
  expect(client.getQueryState(overviewQuery.queryKey)?.isInvalidated).toBe(true);
  expect(client.getQueryState(days)?.isInvalidated).toBe(false);
  vi.advanceTimersByTime(10_000);
  expect(client.getQueryState(days)?.isInvalidated).toBe(true);
  cache.stop();
});
