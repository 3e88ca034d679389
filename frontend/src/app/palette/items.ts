/** What the palette offers, and what of it is found: pure functions. */
import type { LinkProps } from '@tanstack/react-router';

import { bestScore } from '@/lib/fuzzy';
import type { MonitorState } from '@/lib/status';

export const GROUPS = ['recent', 'monitors', 'workspaces', 'actions', 'settings', 'help'] as const;
export type Group = (typeof GROUPS)[number];

export interface Item {
  id: string;
  group: Group;
  label: string;
  /** Beside the label: the workspace, the key. */
  hint?: string;
  /** What else finds it: target, tags. */
  words?: readonly string[];
  state?: MonitorState;
  to?: LinkProps;
  run?: () => void;
}

const MOST_OF_A_GROUP = 8;
const MOST_RECENT = 5;

/** What to show for a text: recent places first while it is empty; after `>` actions only. In the order of GROUPS. */
export function findItems(items: readonly Item[], text: string, recent: readonly string[]): Item[] {
  const isAction = text.startsWith('>');
  const wanted = text.replace(/^>/, '').trim();
  const among = isAction ? items.filter((item) => item.group === 'actions') : items;
  const found = wanted ? matching(among, wanted) : withRecent(among, isAction ? [] : recent);
  return GROUPS.flatMap((group) => found.filter((item) => item.group === group).slice(0, MOST_OF_A_GROUP));
}

function matching(items: readonly Item[], wanted: string): Item[] {
  return items
    .map((item) => ({ item, score: bestScore(wanted, [item.label, ...(item.words ?? []), item.hint ?? '']) }))
    .filter((scored): scored is { item: Item; score: number } => scored.score !== null)
    .toSorted((a, b) => b.score - a.score)
    .map((scored) => scored.item);
}

function withRecent(items: readonly Item[], recent: readonly string[]): Item[] {
  const ids = recent.slice(0, MOST_RECENT);
  const again = ids.map((id) => items.find((item) => item.id === id)).filter((item) => item !== undefined);
  return [...again.map((item): Item => ({ ...item, group: 'recent' })), ...items.filter((item) => !ids.includes(item.id))];
}
