import { expect, it } from 'vitest';

import { readTree, writeTree } from './target-tree';

it.each([
  { monitor: 7 },
  { tag: 'shop' },
  { workspace: true },
  { any_of: [{ monitor: 1 }, { monitor: 2 }] },
  { weighted: [{ weight: 3, of: { tag: 'shop' } }, { weight: 1, of: { all_of: [{ monitor: 1 }] } }] },
])('reads what it writes: %j', (tree) => {
  const read = readTree(tree);
  expect(read && writeTree(read)).toEqual(tree);
});

it.each([null, [], {}, { monitor: '7' }, { all_of: [{ what: 1 }] }])('does not know %j', (given) => {
  expect(readTree(given)).toBeNull();
});
