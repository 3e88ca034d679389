/** The overview in one sentence, and the order of its workspaces: pure functions. */
import type { OverviewOut, WorkspaceLineOut } from '@/api/schema/types.gen';
import { ago } from '@/lib/format';
import { BY_TROUBLE, type MonitorState } from '@/lib/status';
import { m } from '@/messages/messages';

/** `now`: milliseconds since 1970. */
export function situation(overview: OverviewOut, now: number): string {
  const { active, down, degraded, up, monitors } = overview;
  if (!monitors) return m.dashboard_none();
  if (!active) return m.dashboard_all_paused();
  if (down && active === 1) return m.dashboard_one_down();
  if (down) return m.dashboard_some_down({ count: down, of: active });
  if (degraded) return m.dashboard_some_degraded({ count: degraded, of: active });
  if (up < active) return m.dashboard_some_up({ count: up, of: active });
  return `${m.dashboard_all_up({ count: up })} ${lastIncident(overview, now)}`;
}

function lastIncident({ recent }: OverviewOut, now: number): string {
  const ends = recent.map((incident) => incident.ended_at).filter((end) => end !== null).toSorted();
  const last = ends.at(-1);
  return last ? m.dashboard_last_incident({ ago: ago(Date.parse(last), now) }) : m.dashboard_no_incident();
}

/** Most down first, then most degraded; quiet ones by name. */
export function byTrouble(a: WorkspaceLineOut, b: WorkspaceLineOut): number {
  return b.down - a.down || b.degraded - a.degraded || b.unknown - a.unknown || a.name.localeCompare(b.name);
}

/** The worst state in a workspace and how many monitors are in it; null: there are none. */
export function worstOf(line: WorkspaceLineOut): { state: MonitorState; count: number; isAll: boolean } | null {
  const state = BY_TROUBLE.find((state) => line[state] > 0);
  return state ? { state, count: line[state], isAll: line[state] === line.monitors } : null;
}
