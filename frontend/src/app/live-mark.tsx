import { useLiveState } from './live-state';
import { m } from '@/messages/messages';

/** Whether the page follows what happens: a word, and a dot that is filled while it does. */
export function LiveMark() {
  const state = useLiveState();
  if (state !== 'live' && state !== 'waiting') return null;
  const isLive = state === 'live';
  return (
    <span title={isLive ? m.shell_live_hint() : m.shell_reconnecting_hint()} className="flex items-center gap-1.5 text-12 text-ink-3">
      <span aria-hidden className={`size-1.5 rounded-full ${isLive ? 'bg-up' : 'border border-line-strong'}`} />
      {isLive ? m.shell_live() : m.shell_reconnecting()}
    </span>
  );
}
