/** What the address of a new monitor's form may carry. */
export interface FormSearch {
  /** What is to be watched, already known. */
  target?: string;
}

const MOST_CHARACTERS = 2048;

export function readFormSearch(given: Record<string, unknown>): FormSearch {
  const target = typeof given.target === 'string' ? given.target.trim().slice(0, MOST_CHARACTERS) : '';
  return target ? { target } : {};
}
