import { useState } from 'react';

/** Which monitors are chosen; with Shift, all between the last one and this. `shown`: ids in the order of the list. */
export function usePicked(shown: readonly number[]) {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set());
  const [last, setLast] = useState<number | null>(null);
  const isAll = shown.length > 0 && shown.every((id) => ids.has(id));
  const pick = (id: number, isRange: boolean) => {
    const to = shown.indexOf(id);
    const from = isRange && last !== null ? shown.indexOf(last) : to;
    const range = from < 0 || to < 0 ? [id] : shown.slice(Math.min(from, to), Math.max(from, to) + 1);
    setIds((before) => {
      const next = new Set(before);
      for (const each of range) {
        if (before.has(id)) next.delete(each);
        else next.add(each);
      }
      return next;
    });
    setLast(id);
  };
  return {
    ids,
    isAll,
    pick,
    toggleAll: () => setIds(isAll ? new Set() : new Set(shown)),
    clear: () => setIds(new Set()),
  };
}
