/** What a change does to answers of the API that were fetched before: pure functions. */
import type { Change } from './live';
import type { MonitorOut, OverviewOut, WorkspaceLineOut } from './schema/types.gen';
import { BY_TROUBLE, type MonitorState } from '@/lib/status';

type Counts = Pick<OverviewOut, 'monitors' | 'active' | MonitorState>;

/** The monitor after the changes about it, oldest first. The same object when they are old or change nothing. */
export function patchMonitor(monitor: MonitorOut, changes: readonly Change[]): MonitorOut {
  return changes.reduce(applyToMonitor, monitor);
}

function applyToMonitor(monitor: MonitorOut, change: Change): MonitorOut {
  if (change.type === 'state') {
    if (!isState(change.new_state)) return monitor;
    return { ...monitor, state: change.new_state, since: change.at };
  }
  if (change.type === 'incident') return monitor;
  const last = monitor.last_check;
  if (last && last.slot >= change.at) return monitor;
  const isSame = last?.outcome === change.outcome;
  return {
    ...monitor,
    state: isState(change.state) ? change.state : monitor.state,
    last_check: {
      slot: change.at,
      outcome: change.outcome,
      latency_ms: change.latency_ms,
      http_status: isSame ? (last?.http_status ?? null) : null,
      message: isSame ? (last?.message ?? null) : null,
      reason: isSame ? (last?.reason ?? null) : null,
    },
  };
}

/** The overview with its numbers moved. What is down and why is fetched by whoever calls this. */
export function patchOverview(overview: OverviewOut, changes: readonly Change[]): OverviewOut {
  return changes.reduce(applyToOverview, overview);
}

function applyToOverview(overview: OverviewOut, change: Change): OverviewOut {
  const mine = overview.workspaces_list.find((line) => line.id === change.workspace_id);
  if (!mine || change.type === 'incident') return overview;
  if (change.type === 'check') return withLine(overview, { ...mine, last_checked_at: change.at });
  const moved = { ...overview, ...movedCounts(overview, change.old_state, change.new_state) };
  const now = isTrouble(change.new_state) ? overview.now : overview.now.filter((trouble) => trouble.monitor_id !== change.monitor_id);
  return withLine({ ...moved, now }, { ...mine, ...movedCounts(mine, change.old_state, change.new_state) });
}

function withLine(overview: OverviewOut, line: WorkspaceLineOut): OverviewOut {
  return { ...overview, workspaces_list: overview.workspaces_list.map((other) => (other.id === line.id ? line : other)) };
}

/** One monitor less in the old state and one more in the new one; `null` is a monitor that is new, or gone. */
export function movedCounts(counts: Counts, old: string | null, next: string | null): Partial<Counts> {
  const moved: Partial<Counts> = {};
  if (isState(old)) moved[old] = Math.max(0, counts[old] - 1);
  if (isState(next)) moved[next] = (moved[next] ?? counts[next]) + 1;
  moved.monitors = counts.monitors + Number(next !== null) - Number(old !== null);
  moved.active = counts.active + Number(isActive(next)) - Number(isActive(old));
  return moved;
}

function isState(state: string | null): state is MonitorState {
  return (BY_TROUBLE as readonly (string | null)[]).includes(state);
}

function isActive(state: string | null): boolean {
  return state !== null && state !== 'paused';
}

function isTrouble(state: string | null): boolean {
  return state === 'down' || state === 'degraded';
}
