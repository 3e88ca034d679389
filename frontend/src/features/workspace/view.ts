/** Which monitors the list shows, in which order and groups; and the situation in a sentence. Pure. */
import type { WorkspaceSearch } from './search';
import type { MonitorOut } from '@/api/schema/types.gen';
import { BY_TROUBLE, type MonitorState } from '@/lib/status';

export type Counts = Record<MonitorState, number>;

export interface Section {
  /** The group, tag or kind; null for monitors without, and when there is one section only. */
  name: string | null;
  monitors: MonitorOut[];
}

export function countStates(monitors: readonly MonitorOut[]): Counts {
  const counts: Counts = { up: 0, degraded: 0, down: 0, unknown: 0, maintenance: 0, paused: 0, pending: 0 };
  for (const monitor of monitors) counts[monitor.state] += 1;
  return counts;
}

/** The worst state that any monitor is in; what is paused says nothing. */
export function worstOf(counts: Counts): MonitorState | null {
  return BY_TROUBLE.find((state) => state !== 'paused' && counts[state] > 0) ?? null;
}

/** When the last check began (ISO), of all monitors. */
export function lastChecked(monitors: readonly MonitorOut[]): string | null {
  return monitors.reduce<string | null>((last, { last_check: check }) => (check && (last === null || check.slot > last) ? check.slot : last), null);
}

/** Which monitors match the filters, by id. */
export function matching(monitors: readonly MonitorOut[], search: WorkspaceSearch): Set<number> {
  const wanted = plain(search.q ?? '').split(/\s+/).filter(Boolean);
  const found = monitors.filter(
    (monitor) =>
      (!search.state || monitor.state === search.state) &&
      (!search.kind || monitor.kind === search.kind) &&
      (!search.tag || monitor.tags.includes(search.tag)) &&
      (!wanted.length || matches(monitor, wanted)),
  );
  return new Set(found.map(({ id }) => id));
}

export function sorted(monitors: readonly MonitorOut[], by: WorkspaceSearch['sort']): MonitorOut[] {
  return monitors.toSorted(COMPARE[by ?? 'trouble']);
}

function matches(monitor: MonitorOut, wanted: readonly string[]): boolean {
  const text = searched(monitor);
  return wanted.every((word) => text.includes(word));
}

/** Made once for each version of a monitor: typing goes over hundreds of them at every key. */
const texts = new WeakMap<MonitorOut, string>();

function searched(monitor: MonitorOut): string {
  const known = texts.get(monitor);
  if (known !== undefined) return known;
  const text = plain([monitor.name, monitor.target, monitor.group ?? '', ...monitor.tags].join('\n'));
  texts.set(monitor, text);
  return text;
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

type Compare = (a: MonitorOut, b: MonitorOut) => number;
const words = new Intl.Collator(undefined, { numeric: true });
const byName: Compare = (a, b) => words.compare(a.name, b.name) || a.id - b.id;
const rank = new Map(BY_TROUBLE.map((state, place) => [state, place]));
const inOrder = (a: number | null | undefined, b: number | null | undefined) => (a ?? Infinity) - (b ?? Infinity) || 0;

const COMPARE: Record<NonNullable<WorkspaceSearch['sort']>, Compare> = {
  trouble: (a, b) => (rank.get(a.state) ?? 0) - (rank.get(b.state) ?? 0) || byName(a, b),
  name: byName,
  uptime: (a, b) => inOrder(a.uptime_90d, b.uptime_90d) || byName(a, b),
  latency: (a, b) => inOrder(minus(a.last_check?.latency_ms), minus(b.last_check?.latency_ms)) || byName(a, b),
};

/** The slowest first. */
function minus(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : -ms;
}

/** Keep an order that is on the screen: what was there stays where it was, what is new goes to the end. */
export function inHeldOrder(monitors: readonly MonitorOut[], held: readonly number[]): MonitorOut[] {
  const place = new Map(held.map((id, index) => [id, index]));
  return monitors.toSorted((a, b) => inOrder(place.get(a.id), place.get(b.id)));
}

/** Put monitors under headings, in alphabetical order, those without at the end. With tags, one may be under several. */
export function inSections(monitors: MonitorOut[], by: WorkspaceSearch['group']): Section[] {
  if (!by || by === 'none') return monitors.length ? [{ name: null, monitors }] : [];
  const found = new Map<string | null, MonitorOut[]>();
  for (const monitor of monitors) {
    for (const name of namesOf(monitor, by)) {
      const there = found.get(name);
      if (there) there.push(monitor);
      else found.set(name, [monitor]);
    }
  }
  const sections = [...found].map(([name, those]) => ({ name, monitors: those }));
  return sections.toSorted((a, b) => Number(a.name === null) - Number(b.name === null) || words.compare(a.name ?? '', b.name ?? ''));
}

function namesOf(monitor: MonitorOut, by: 'group' | 'tag' | 'kind'): (string | null)[] {
  if (by === 'kind') return [monitor.kind];
  if (by === 'group') return [monitor.group];
  return monitor.tags.length ? monitor.tags : [null];
}

/** The tags that are in use, in alphabetical order. */
export function tagsOf(monitors: readonly MonitorOut[]): string[] {
  return [...new Set(monitors.flatMap((monitor) => monitor.tags))].toSorted(words.compare);
}
