/**
 * What a target is about, as the API writes it: `{"monitor": 7}`, `{"tag": "shop"}`, `{"workspace": true}`,
 * `{"all_of": […]}`, `{"any_of": […]}` or `{"weighted": [{"weight": 2, "of": …}, …]}`. Pure functions.
 */
export type TargetTree =
  | { kind: 'monitor'; id: number }
  | { kind: 'tag'; tag: string }
  | { kind: 'workspace' }
  | { kind: 'all_of' | 'any_of' | 'weighted'; parts: { weight: number; of: TargetTree }[] };

const MODES = ['all_of', 'any_of', 'weighted'] as const;

/** Read a tree. Null: not one that is known here. */
export function readTree(given: unknown): TargetTree | null {
  if (!isRecord(given)) return null;
  if (typeof given.monitor === 'number') return { kind: 'monitor', id: given.monitor };
  if (typeof given.tag === 'string') return { kind: 'tag', tag: given.tag };
  if (given.workspace === true) return { kind: 'workspace' };
  for (const kind of MODES) {
    const list = given[kind];
    if (!Array.isArray(list)) continue;
    const parts = list.map((part: unknown) => readPart(part, kind === 'weighted'));
    return parts.every((part) => part !== null) ? { kind, parts } : null;
  }
  return null;
}

function readPart(given: unknown, isWeighted: boolean): { weight: number; of: TargetTree } | null {
  const inner = isWeighted && isRecord(given) ? given.of : given;
  const weight = isWeighted && isRecord(given) && typeof given.weight === 'number' ? given.weight : 1;
  const of = readTree(inner);
  return of && { weight, of };
}

function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** Write a tree as the API takes it. */
export function writeTree(tree: TargetTree): Record<string, unknown> {
  if (tree.kind === 'monitor') return { monitor: tree.id };
  if (tree.kind === 'tag') return { tag: tree.tag };
  if (tree.kind === 'workspace') return { workspace: true };
  const parts = tree.parts.map(({ weight, of }) => (tree.kind === 'weighted' ? { weight, of: writeTree(of) } : writeTree(of)));
  return { [tree.kind]: parts };
}
