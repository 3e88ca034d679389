/** From the letters of the API's days (`legend` of its answers) to those that pipes are drawn with (`pipes.ts`). */
const DRAWN: Record<string, string> = { f: 'u', i: 'm', a: 'o', d: 'd', n: 'x', m: 'w', p: 'p', b: '-' };

/** `ffid` → `uumd`; what is not known is drawn as no data. */
export function drawnDays(states: string): string {
  return Array.from(states, (letter) => DRAWN[letter] ?? 'x').join('');
}
