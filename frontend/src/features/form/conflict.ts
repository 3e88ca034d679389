/** Two people changed the same monitor: what the other one did since it was read, and where both did. */
import type { EntryOut, MonitorOut } from '@/api/schema/types.gen';
import { changedFields, toChanges } from './body';
import { fromMonitor, type Draft } from './draft';

export interface Conflict {
  latest: MonitorOut;
  /** Fields that they changed. */
  theirs: string[];
  /** Fields that both changed. */
  both: string[];
}

/** What changed meanwhile; null when nothing of it is in the form. */
export function findConflict(base: MonitorOut, latest: MonitorOut, draft: Draft): Conflict | null {
  if (base.updated_at === latest.updated_at) return null;
  const theirs = changedFields(toChanges(base, fromMonitor(latest)));
  if (!theirs.length) return null;
  const mine = new Set(changedFields(toChanges(base, draft)));
  return { latest, theirs, both: theirs.filter((field) => mine.has(field)) };
}

/** The draft on top of the newest values: what I changed stays, all else is theirs. */
export function rebase(base: MonitorOut, latest: MonitorOut, draft: Draft): Draft {
  const before = fromMonitor(base);
  const mine = Object.entries(draft).filter(([part, value]) => JSON.stringify(Reflect.get(before, part)) !== JSON.stringify(value));
  return { ...fromMonitor(latest), ...Object.fromEntries(mine) };
}

/** Who changed the monitor last, from the audit log; null when it does not say. */
export function whoChanged(entries: readonly EntryOut[], monitorId: number): string | null {
  const found = entries.find((entry) => entry.action === 'monitor.changed' && entry.object_id === String(monitorId));
  return found?.actor_name || null;
}
