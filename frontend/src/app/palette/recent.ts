/** Where one went by the palette, the last first: kept in this browser. */
const KEY = 'healther.recent';
const MOST = 20;

export function readRecent(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
  } catch {
    return []; // somebody else wrote there: begin anew
  }
}

export function addRecent(id: string): void {
  localStorage.setItem(KEY, JSON.stringify([id, ...readRecent().filter((other) => other !== id)].slice(0, MOST)));
}
