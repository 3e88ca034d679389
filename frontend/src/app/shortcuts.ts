/**
 * Keys for what also exists as a visible control. A page says `useShortcut('e', m.edit(), open)`; sequences are written
 * `g o`, the system's main key `mod+k`. Single keys are silent in fields and in dialogs, and can be switched off.
 */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

export interface Shortcut {
  keys: string;
  label: string;
  run: () => void;
}

const SEQUENCE_MS = 1_200;
const SWITCH = 'healther.shortcuts';

let registered: readonly Shortcut[] = [];
let pressed: { keys: string; at: number } | null = null;
const listeners = new Set<() => void>();

/** Do something when keys are pressed, while the component is shown and `isOn`. The last one registered wins. */
export function useShortcut(keys: string, label: string, run: () => void, isOn = true): void {
  const now = useEffectEvent(run);
  useEffect(() => {
    if (!isOn) return undefined;
    const shortcut: Shortcut = { keys, label, run: () => now() };
    change([...registered, shortcut]);
    return () => change(registered.filter((each) => each !== shortcut));
  }, [keys, label, isOn]);
}

/** All that can be pressed now: for the sheet. */
export function useShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(subscribe, () => registered);
}

/** Whether single keys do something: people who speak to their computer switch them off. */
export function useShortcutsOn(): boolean {
  return useSyncExternalStore(subscribe, areShortcutsOn);
}

export function setShortcutsOn(isOn: boolean): void {
  if (isOn) localStorage.removeItem(SWITCH);
  else localStorage.setItem(SWITCH, 'off');
  for (const listener of listeners) listener();
}

/** Listen to the keyboard. Returns the undo. */
export function listenForShortcuts(): () => void {
  addEventListener('keydown', handle);
  return () => removeEventListener('keydown', handle);
}

/** The main key as it is printed on this system's keyboard. */
export function mainKey(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
}

function areShortcutsOn(): boolean {
  return localStorage.getItem(SWITCH) !== 'off';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: readonly Shortcut[]): void {
  registered = next;
  for (const listener of listeners) listener();
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const isMain = (event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey;
  if (isMain) press(event, [`mod+${event.key.toLowerCase()}`]);
  else if (!event.metaKey && !event.ctrlKey && !event.altKey && isHeard(event)) press(event, candidates(event));
}

function isHeard(event: KeyboardEvent): boolean {
  if (!areShortcutsOn() || document.querySelector('dialog[open]')) return false;
  const at = event.target instanceof Element ? event.target : null;
  if (at?.closest('dialog')) return true; // it closed, and keeps the focus until the next picture
  return !at?.closest('input, textarea, select, [contenteditable], [role="menu"], [role="listbox"]');
}

/** The sequence that this key may end, then the key alone. */
function candidates(event: KeyboardEvent): string[] {
  const key = event.key.length === 1 ? event.key : event.key.toLowerCase();
  const before = pressed && event.timeStamp - pressed.at < SEQUENCE_MS ? pressed.keys : null;
  pressed = before === null ? { keys: key, at: event.timeStamp } : null;
  return before === null ? [key] : [`${before} ${key}`, key];
}

function press(event: KeyboardEvent, wanted: readonly string[]): void {
  const found = wanted.map((keys) => registered.findLast((each) => each.keys === keys)).find(Boolean);
  if (!found) return;
  pressed = null;
  event.preventDefault();
  found.run();
}
