/** Which day of which strip is looked at: at most one on the page, so there is one tooltip. */
import { useSyncExternalStore } from 'react';

export interface ActiveDay {
  strip: string;
  day: number;
  /** Where it is on the screen, in CSS pixels. */
  x: number;
  top: number;
  bottom: number;
}

const LEAVE_MS = 140;
let active: ActiveDay | null = null;
let leaving: ReturnType<typeof setTimeout> | undefined;
/** The day taken along by the arrow keys to the next row. */
let handed: number | null = null;
const listeners = new Set<() => void>();

function set(next: ActiveDay | null): void {
  clearTimeout(leaving);
  active = next;
  for (const listener of listeners) listener();
}

export function activate(next: ActiveDay): void {
  set(next);
}

/** Close the tooltip of a strip, if it is this one's. */
export function deactivate(strip: string): void {
  if (active?.strip === strip) set(null);
}

/** The same, in a moment: the pointer may be on its way into the tooltip. */
export function deactivateSoon(strip: string): void {
  clearTimeout(leaving);
  leaving = setTimeout(() => deactivate(strip), LEAVE_MS);
}

/** The pointer has arrived in the tooltip. */
export function keepActive(): void {
  clearTimeout(leaving);
}

export function handOver(day: number): void {
  handed = day;
}

export function takeHanded(): number | null {
  const day = handed;
  handed = null;
  return day;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The day of this strip that is looked at, if one is. */
export function useActiveDay(strip: string): ActiveDay | null {
  return useSyncExternalStore(subscribe, () => (active?.strip === strip ? active : null));
}
