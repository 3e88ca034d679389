import { describe, expect, it } from 'vitest';

import { buildGroups, moveGroup, moveItem, putInto, type Item } from './order';

function item(monitor_id: number, group: string | null, position: number): Item {
  return { monitor_id, group, position, name: `M${monitor_id}`, is_public: true, public_name: null };
}

const ITEMS = [item(1, null, 0), item(2, null, 1), item(3, 'Core', 2), item(4, 'Core', 3)];
const ids = (items: readonly Item[]) => items.toSorted((a, b) => a.position - b.position).map((one) => one.monitor_id);

describe('the order of a status page', () => {
  it('is made of groups', () => {
    expect(buildGroups(ITEMS).map(({ name, items }) => [name, ids(items)])).toEqual([
      [null, [1, 2]],
      ['Core', [3, 4]],
    ]);
  });

  it('moves monitors within their group, and not beyond', () => {
    expect(ids(moveItem(ITEMS, 2, -1))).toEqual([2, 1, 3, 4]);
    expect(ids(moveItem(ITEMS, 3, -1))).toEqual([1, 2, 3, 4]);
    expect(ids(moveItem(ITEMS, 4, 1))).toEqual([1, 2, 3, 4]);
  });

  it('moves groups', () => {
    expect(ids(moveGroup(ITEMS, 'Core', -1))).toEqual([3, 4, 1, 2]);
    expect(ids(moveGroup(ITEMS, null, -1))).toEqual([1, 2, 3, 4]);
  });

  it('puts a monitor into another group, at its end', () => {
    expect(ids(putInto(ITEMS, 1, 'Core'))).toEqual([2, 3, 4, 1]);
    expect(putInto(ITEMS, 3, '  ').find((one) => one.monitor_id === 3)).toMatchObject({ group: null, position: 2 });
  });
});
