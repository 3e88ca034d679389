/** An objective as its form holds it, from the API and to it. Pure functions. */
import type { ObjectiveIn, ObjectiveOut } from '@/api/schema/types.gen';
import { readTree, writeTree, type TargetTree } from '@/lib/target-tree';

export type About = 'monitor' | 'tag' | 'workspace' | 'several';
export type Mode = 'all_of' | 'any_of' | 'weighted';

export interface Part {
  /** `monitor 7`, `tag shop`. */
  key: string;
  weight: string;
}

export interface Draft {
  name: string;
  about: About;
  monitor: string;
  tag: string;
  mode: Mode;
  parts: readonly Part[];
  /** A tree that the form cannot show: sent as it came. */
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
  const parts = tree?.parts.map(({ weight, of }) => ({ key: keyOf(of), weight: String(weight) })) ?? [];
  if (!tree || parts.some(({ key }) => !key)) return { about: 'several', kept: given };
  return { about: 'several', mode: tree.kind, parts };
}

function keyOf(tree: TargetTree): string {
  if (tree.kind === 'monitor') return `monitor ${tree.id}`;
  return tree.kind === 'tag' ? `tag ${tree.tag}` : '';
}

function treeOf({ about, monitor, tag, mode, parts, kept }: Draft): Record<string, unknown> {
  if (about === 'monitor') return { monitor: Number(monitor) };
  if (about === 'tag') return { tag };
  if (about === 'workspace') return { workspace: true };
  if (kept) return kept;
  return writeTree({ kind: mode, parts: parts.map(({ key, weight }) => ({ weight: Number(weight) || 1, of: leafOf(key) })) });
}

function leafOf(key: string): TargetTree {
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
