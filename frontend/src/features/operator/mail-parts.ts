export interface Part {
  /** Where it begins in the text. */
  at: number;
  words: string;
  isLink: boolean;
}

/** Cut a text at its web addresses. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const { 0: words, index } of text.matchAll(/https?:\/\/[^\s<>"]+/g)) {
    if (index > at) parts.push({ at, words: text.slice(at, index), isLink: false });
    parts.push({ at: index, words, isLink: true });
    at = index + words.length;
  }
  if (at < text.length) parts.push({ at, words: text.slice(at), isLink: false });
  return parts;
}
