/** How the live connection stands, for those who show it. */
import { useSyncExternalStore } from 'react';

/** `off`: not begun. `paused`: the page is hidden. `waiting`: it was lost and is tried again. */
export type LiveState = 'off' | 'connecting' | 'live' | 'waiting' | 'paused';

let state: LiveState = 'off';
const listeners = new Set<() => void>();

export function setLiveState(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, () => state);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
