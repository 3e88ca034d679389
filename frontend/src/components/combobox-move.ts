const PAGE = 6;

/** Where a key leads in a list; null: it is not one that moves. */
export function moveIn(key: string, from: number, count: number): number | null {
  const last = Math.max(0, count - 1);
  const to: Record<string, number> = {
    ArrowDown: from >= last ? 0 : from + 1,
    ArrowUp: from <= 0 ? last : from - 1,
    PageDown: Math.min(last, from + PAGE),
    PageUp: Math.max(0, from - PAGE),
  };
  return to[key] ?? null;
}
