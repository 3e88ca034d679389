/** An objective as its form holds it, from the API and to it. Pure functions. */
import type { ObjectiveIn, ObjectiveOut } from '@/api/schema/types.gen';
import { readTree, writeTree, type TargetTree } from '@/lib/target-tree';

export type About = 'monitor' | 'tag' | 'workspace' | 'several';
export type Mode = 'all_of' | 'any_of' | 'weighted';

export interface Part {
  /** `monitor 7`, `tag shop`, `workspace`; of a group, a number of its own. */
  key: string;
  weight: string;
  /** Several that count as one. */
  group?: Group;
}

export interface Group {
  mode: Mode;
  parts: readonly Part[];
}

export interface Draft {
  name: string;
  about: About;
  monitor: string;
  tag: string;
  mode: Mode;
  parts: readonly Part[];
  /** A tree that is not known here: sent as it came. */
  kept: Record<string, unknown> | null;
  /** In percent. */
  target: string;
  cycle: ObjectiveOut['cycle'];
  days: string;
  zone: string;
  policy: string;
  tiers: readonly { id: number; below: string; credit: string }[];
}

const NEW: Draft = {
  name: '',
  about: 'monitor',
  monitor: '',
  tag: '',
  mode: 'all_of',
  parts: [],
  kept: null,
  target: '99.9',
  cycle: 'month',
  days: '30',
  zone: 'UTC',
  policy: 'agreed',
  tiers: [],
};

export function newDraft(): Draft {
  return NEW;
}

export function draftOf(objective: ObjectiveOut): Draft {
  return {
    ...NEW,
    ...aboutOf(objective.tree),
    name: objective.name,
    target: percentOf(objective.target),
    cycle: objective.cycle,
    days: String(objective.rolling_days ?? NEW.days),
    zone: objective.time_zone,
    policy: objective.policy,
    tiers: objective.tiers.map(({ below, credit_percent }, id) => ({ id, below: percentOf(below), credit: String(credit_percent) })),
  };
}

function aboutOf(given: Record<string, unknown>): Partial<Draft> {
  const tree = readTree(given);
  if (tree?.kind === 'monitor') return { about: 'monitor', monitor: String(tree.id) };
  if (tree?.kind === 'tag') return { about: 'tag', tag: tree.tag };
  if (tree?.kind === 'workspace') return { about: 'workspace' };
  return tree ? { about: 'several', ...groupOf(tree) } : { about: 'several', kept: given };
}

type Branch = Extract<TargetTree, { parts: unknown }>;

function groupOf({ kind, parts }: Branch): Group {
  return { mode: kind, parts: parts.map(({ weight, of }, place) => ({ weight: String(weight), ...partOf(of, place) })) };
}

function partOf(tree: TargetTree, place: number): Pick<Part, 'key' | 'group'> {
  if (tree.kind === 'monitor') return { key: `monitor ${tree.id}` };
  if (tree.kind === 'tag') return { key: `tag ${tree.tag}` };
  return tree.kind === 'workspace' ? { key: 'workspace' } : { key: `group ${place}`, group: groupOf(tree) };
}

/** A part as it is chosen from the list: `group` begins an empty group. */
export function newPart(choice: string, parts: readonly Part[]): Part {
  if (choice !== 'group') return { key: choice, weight: '1' };
  const numbers = parts.filter(({ group }) => group).map(({ key }) => Number(key.slice('group '.length)));
  return { key: `group ${Math.max(-1, ...numbers) + 1}`, weight: '1', group: { mode: 'any_of', parts: [] } };
}

function treeOf({ about, monitor, tag, mode, parts, kept }: Draft): Record<string, unknown> {
  if (about === 'monitor') return { monitor: Number(monitor) };
  if (about === 'tag') return { tag };
  if (about === 'workspace') return { workspace: true };
  if (kept) return kept;
  return writeTree(branchOf({ mode, parts }));
}

function branchOf({ mode, parts }: Group): TargetTree {
  return { kind: mode, parts: parts.map(({ key, weight, group }) => ({ weight: Number(weight) || 1, of: group ? branchOf(group) : leafOf(key) })) };
}

function leafOf(key: string): TargetTree {
  if (key === 'workspace') return { kind: 'workspace' };
  const value = key.slice(key.indexOf(' ') + 1);
  return key.startsWith('monitor ') ? { kind: 'monitor', id: Number(value) } : { kind: 'tag', tag: value };
}

export function bodyOf(draft: Draft): ObjectiveIn {
  return {
    name: draft.name.trim(),
    tree: treeOf(draft),
    target: shareOf(draft.target),
    cycle: draft.cycle,
    rolling_days: draft.cycle === 'rolling' ? Number(draft.days) : null,
    time_zone: draft.zone,
    policy: draft.policy,
    tiers: draft.tiers.map(({ below, credit }) => ({ below: shareOf(below), credit_percent: number(credit) })),
  };
}

/** `99.95` of 0.9995, without what binary fractions add. */
export function percentOf(share: number): string {
  return String(Number((share * 100).toFixed(8)));
}

/** 0.9995 of `99.95` or `99,95`. */
export function shareOf(percent: string): number {
  return Number((number(percent) / 100).toFixed(10));
}

function number(text: string): number {
  return Number(text.trim().replace(',', '.').replace(/\s*%$/, ''));
}
