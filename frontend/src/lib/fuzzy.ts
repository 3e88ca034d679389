/** Finding by a few letters: `acmst` finds `Acme staging`. */

const START = 12;
const WORD_START = 8;
const NEXT_TO_IT = 6;
const LETTER = 1;
const LONG = 0.02;

/**
 * How well the letters of `wanted` stand in `text`, in their order: the higher the better, null when one is missing.
 * Starts of words and letters side by side count most. Case and accents do not matter.
 */
export function fuzzyScore(wanted: string, text: string): number | null {
  const letters = plain(wanted).replaceAll(' ', '');
  const place = plain(text);
  const whole = place.indexOf(plain(wanted).trim());
  if (whole >= 0 && letters) return letters.length * (LETTER + NEXT_TO_IT) + startBonus(place, whole) - place.length * LONG;
  let score = -place.length * LONG;
  let from = 0;
  for (const letter of letters) {
    const at = nearest(place, letter, from);
    if (at < 0) return null;
    score += LETTER + (at === from && from > 0 ? NEXT_TO_IT : startBonus(place, at));
    from = at + 1;
  }
  return score;
}

/** The best of several texts; the first counts fully, the others less. */
export function bestScore(wanted: string, texts: readonly string[]): number | null {
  const scores = texts.map((text, place) => {
    const score = fuzzyScore(wanted, text);
    return score === null ? null : place ? score * 0.8 - 1 : score;
  });
  return scores.reduce((best, score) => (score !== null && (best === null || score > best) ? score : best), null);
}

/** The next place of a letter; a start of a word is preferred to one within. */
function nearest(text: string, letter: string, from: number): number {
  const next = text.indexOf(letter, from);
  if (next === from) return next;
  for (let at = next; at >= 0; at = text.indexOf(letter, at + 1)) if (startBonus(text, at)) return at;
  return next;
}

function startBonus(text: string, at: number): number {
  if (at === 0) return START;
  return /[\s./:_-]/.test(text[at - 1] ?? '') ? WORD_START : 0;
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
