/** A draft is kept in this tab, so that a reload or an expired session loses nothing. */
import { emptyDraft, type Draft } from './draft';

const PREFIX = 'draft:';

export function sameDraft(one: Draft, other: Draft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Keep a draft under a name; one that equals `pristine` is nothing to keep. */
export function keepDraft(name: string, draft: Draft, pristine: Draft): void {
  if (sameDraft(draft, pristine)) sessionStorage.removeItem(PREFIX + name);
  else sessionStorage.setItem(PREFIX + name, JSON.stringify(draft));
}

export function dropDraft(name: string): void {
  sessionStorage.removeItem(PREFIX + name);
}

/** The kept draft, or null. Parts that an older version did not know get their defaults. */
export function findDraft(name: string): Draft | null {
  const text = sessionStorage.getItem(PREFIX + name);
  if (!text) return null;
  try {
    const kept: unknown = JSON.parse(text);
    return kept && typeof kept === 'object' ? { ...emptyDraft(), ...kept } : null;
  } catch {
    return null;
  }
}
