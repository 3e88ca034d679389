import { useSyncExternalStore } from 'react';

import { ago, dateTime, timeSpan, timeZone } from '@/lib/format';

const TICK_MS = 10_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time in milliseconds, every ten seconds: one clock for the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** `3 min ago`, of what is past, also where this machine's clock is behind; the full time with its zone on hover. */
export function Ago({ at }: { at: string }) {
  return <Relative at={at} now={Math.max(useNow(), new Date(at).getTime() - 1)} />;
}

/** `in 4 days`, of what is to come. */
export function Until({ at }: { at: string }) {
  return <Relative at={at} now={useNow()} />;
}

function Relative({ at, now: current }: { at: string; now: number }) {
  return (
    <time dateTime={at} title={`${dateTime(at, true)} ${timeZone()}`}>
      {ago(new Date(at).getTime(), current)}
    </time>
  );
}

/** A time with date; its zone on hover. */
export function Time({ at, withSeconds = false }: { at: string; withSeconds?: boolean }) {
  return (
    <time dateTime={at} title={timeZone()}>
      {dateTime(at, withSeconds)}
    </time>
  );
}

/** From when to when; the zone on hover. */
export function TimeSpan({ from, to }: { from: string; to: string }) {
  return <span title={timeZone()}>{timeSpan(from, to)}</span>;
}
