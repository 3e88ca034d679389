/** Which monitors something is about: all, those with a tag, or single ones. Pure functions. */
import type { MonitorOut } from '@/api/schema/types.gen';
import { m } from '@/messages/messages';

export interface Scope {
  is_for_all: boolean;
  monitor_ids: number[];
  tags: string[];
}

export type ScopeKind = 'all' | 'tags' | 'monitors';

const SHOWN = 3;

export function kindOf(scope: Scope): ScopeKind {
  if (scope.is_for_all) return 'all';
  return scope.monitor_ids.length ? 'monitors' : 'tags';
}

/** Only what the chosen kind says: what was picked for the others is not sent. */
export function scopeFor(kind: ScopeKind, { monitor_ids, tags }: Scope): Scope {
  return { is_for_all: kind === 'all', monitor_ids: kind === 'monitors' ? monitor_ids : [], tags: kind === 'tags' ? tags : [] };
}

/** `Checkout, API and 2 more`. Monitors that are gone are counted, not named. */
export function scopeWords(scope: Scope, monitors: readonly Pick<MonitorOut, 'id' | 'name'>[]): string {
  if (scope.is_for_all) return m.maintenance_all_monitors();
  const names = scope.monitor_ids.flatMap((id) => monitors.find((one) => one.id === id)?.name ?? []);
  const gone = scope.monitor_ids.length - names.length;
  const tags = scope.tags.map((tag) => m.maintenance_tagged({ tag }));
  const parts = [...tags, ...names];
  const more = Math.max(0, parts.length - SHOWN) + gone;
  const first = parts.slice(0, SHOWN).join(', ');
  if (!first) return m.maintenance_monitor_count({ count: more });
  return more ? m.maintenance_and_more({ first, count: more }) : first;
}

/** All tags of monitors, by name. */
export function tagsOf(monitors: readonly Pick<MonitorOut, 'tags'>[]): string[] {
  return [...new Set(monitors.flatMap(({ tags }) => tags))].toSorted((a, b) => a.localeCompare(b));
}
