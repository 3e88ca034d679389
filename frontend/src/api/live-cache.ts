/**
 * From changes to the query cache. What can be told exactly is written at once; what hangs together with more than the
 * change tells (why it is down, the day's uptime) is fetched: the overview soon, days and checks lazily.
 */
import type { QueryClient } from '@tanstack/react-query';

import { overviewQuery } from './account';
import type { Change, CheckFrame, StateFrame } from './live';
import { workspaceMonitorsQuery } from './monitors';
import { patchMonitor, patchOverview } from './live-patches';
import type { MonitorOut } from './schema/types.gen';
import { groupBy } from '@/lib/group';

const APART_MS = 1_000;
const LAZY_MS = 10_000;

/** Takes changes as they come and writes them at most once a second. */
export class LiveCache {
  private waiting: Change[] = [];
  private readonly stale = new Map<string, readonly unknown[]>();
  private flushTimer: ReturnType<typeof setTimeout> | undefined;
  private lazyTimer: ReturnType<typeof setTimeout> | undefined;
  private flushedAtMs = -APART_MS;
  private readonly client: QueryClient;

  constructor(client: QueryClient) {
    this.client = client;
  }

  add(change: Change): void {
    this.waiting.push(change);
    const waited = performance.now() - this.flushedAtMs;
    this.flushTimer ??= setTimeout(() => this.flush(), Math.max(0, APART_MS - waited));
  }

  /** The state may have changed unseen: in one workspace, or in all. */
  resync(workspaceId: string | null): void {
    const nouns = [['overview'], ['monitors'], ['workspaces'], workspaceId ? ['days', workspaceId] : ['days'], ['incidents']];
    for (const queryKey of nouns) void this.client.invalidateQueries({ queryKey });
  }

  stop(): void {
    clearTimeout(this.flushTimer);
    clearTimeout(this.lazyTimer);
  }

  private flush(): void {
    this.flushTimer = undefined;
    this.flushedAtMs = performance.now();
    const changes = this.waiting;
    this.waiting = [];
    this.client.setQueryData(overviewQuery.queryKey, (overview) => overview && patchOverview(overview, changes));
    for (const [workspaceId, those] of groupBy(changes, (change) => change.workspace_id)) this.writeMonitors(workspaceId, those);
    this.fetchWhatIsMore(changes);
  }

  private writeMonitors(workspaceId: string, changes: readonly Change[]): void {
    const ofMonitor = groupBy(changes, (change) => change.monitor_id);
    const patched = (monitor: MonitorOut) => patchMonitor(monitor, ofMonitor.get(monitor.id) ?? []);
    this.client.setQueryData(workspaceMonitorsQuery(workspaceId).queryKey, (list) => list?.map(patched));
    for (const id of ofMonitor.keys()) this.client.setQueryData<MonitorOut>(['monitors', id], (monitor) => monitor && patched(monitor));
  }

  private fetchWhatIsMore(changes: readonly Change[]): void {
    const moves = changes.filter((change) => change.type !== 'check');
    if (moves.length) {
      void this.client.invalidateQueries({ queryKey: ['overview'] });
      void this.client.invalidateQueries({ queryKey: ['incidents'] });
    }
    for (const move of moves) {
      if (move.type === 'state' && isListChange(move)) void this.client.invalidateQueries({ queryKey: ['monitors', 'of', move.workspace_id] });
      // The change does not tell the reason: where one monitor is looked at, it is fetched now; in the list, soon.
      void this.client.invalidateQueries({ queryKey: ['monitors', move.monitor_id], exact: true });
      this.later(['monitors', 'of', move.workspace_id], ['days', move.workspace_id], ['monitors', move.monitor_id, 'days'], ['monitors', move.monitor_id, 'uptime']);
      void this.client.invalidateQueries({ queryKey: ['monitors', move.monitor_id, 'incidents'] });
    }
    for (const check of changes.filter((change): change is CheckFrame => change.type === 'check')) {
      this.later(['monitors', check.monitor_id, 'checks'], ['monitors', check.monitor_id, 'latency']);
    }
  }

  /** Within ten seconds, once, and only where somebody looks: queries that are not shown are just marked. */
  private later(...keys: (readonly unknown[])[]): void {
    for (const key of keys) this.stale.set(JSON.stringify(key), key);
    this.lazyTimer ??= setTimeout(() => {
      this.lazyTimer = undefined;
      for (const queryKey of this.stale.values()) void this.client.invalidateQueries({ queryKey });
      this.stale.clear();
    }, LAZY_MS);
  }
}

function isListChange({ old_state, new_state }: StateFrame): boolean {
  return old_state === null || new_state === null;
}
