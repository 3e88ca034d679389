/** The order of a status page: groups one after the other, monitors within them. Pure functions over the API's items. */
import type { StatusPageItemOut } from '@/api/schema/types.gen';
import { groupBy } from '@/lib/group';

export type Item = StatusPageItemOut;
export type Step = -1 | 1;

export interface Group {
  /** Null: those in no group; they are one block too. */
  name: string | null;
  items: Item[];
}

/** Items in the order of the page, as the blocks people see. */
export function buildGroups(items: readonly Item[]): Group[] {
  const ordered = items.toSorted((a, b) => a.position - b.position);
  return [...groupBy(ordered, (item) => item.group)].map(([name, those]) => ({ name, items: those }));
}

/** One up or down within its group; at the edge nothing moves. */
export function moveItem(items: readonly Item[], id: number, step: Step): Item[] {
  return flat(buildGroups(items).map((group) => ({ ...group, items: swap(group.items, (item) => item.monitor_id === id, step) })));
}

/** A whole group one up or down. */
export function moveGroup(items: readonly Item[], name: string | null, step: Step): Item[] {
  return flat(swap(buildGroups(items), (group) => group.name === name, step));
}

/** Into another group: behind those that are in it. An empty name means none. */
export function putInto(items: readonly Item[], id: number, group: string): Item[] {
  const name = group.trim() || null;
  const moved = items.find((item) => item.monitor_id === id);
  const others = items.filter((item) => item.monitor_id !== id);
  if (!moved) return [...items];
  return flat(buildGroups([...others, { ...moved, group: name, position: items.length }]));
}

function swap<Thing>(things: readonly Thing[], isIt: (thing: Thing) => boolean, step: Step): Thing[] {
  const at = things.findIndex(isIt);
  const to = at + step;
  const one = things[at];
  const other = things[to];
  if (one === undefined || other === undefined) return [...things];
  return things.with(at, other).with(to, one);
}

function flat(groups: readonly Group[]): Item[] {
  return groups.flatMap((group) => group.items).map((item, position) => ({ ...item, position }));
}
