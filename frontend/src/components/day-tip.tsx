import { useEffect, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

import { DayFacts } from './day-facts';
import { deactivate, deactivateSoon, keepActive, type ActiveDay } from './pipe-strip-active';
import type { StripDays } from './pipe-strip-words';
import { uptime, utcDay } from '@/lib/format';
import { dateOf } from '@/lib/pipe-days';
import { m } from '@/messages/messages';

const WIDTH = 288;
const EDGE = 8;
/** More than it is ever high: then it opens upwards. */
const ROOM = 220;

interface Props {
  active: ActiveDay;
  days: StripDays;
  link: ((date: string) => ReactNode) | undefined;
}

/** The tooltip of the day that is looked at. The pointer may go into it; Escape and scrolling close it. */
export function DayTip({ active, days, link }: Props) {
  const { strip, day, x, top, bottom } = active;
  useEffect(() => {
    const close = () => deactivate(strip);
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && close();
    addEventListener('scroll', close, { capture: true, passive: true });
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('scroll', close, { capture: true });
      removeEventListener('keydown', onKey);
    };
  }, [strip]);
  const date = dateOf(days.firstDay, day);
  const isUp = bottom + ROOM > innerHeight;
  const left = Math.max(EDGE, Math.min(x - WIDTH / 2, document.documentElement.clientWidth - WIDTH - EDGE));
  return createPortal(
    <div
      role="tooltip"
      className="fixed z-40 grid w-72 gap-1 rounded-control border border-line bg-raised px-3 py-2.5 shadow-float"
      style={isUp ? { left, bottom: innerHeight - top + 4 } : { left, top: bottom + 4 }}
      onPointerEnter={keepActive}
      onPointerLeave={() => deactivateSoon(strip)}
    >
      <p className="flex justify-between gap-4 text-14 font-label">
        <span>{utcDay(date)}</span>
        <span>{uptime(days.uptime[day])}</span>
      </p>
      <DayFacts days={days} place={day} />
      {link && days.days.charAt(day) !== '-' && <p className="text-13">{link(date)}</p>}
      <p className="text-12 text-ink-3 pointer-coarse:hidden">{m.workspace_strip_keys()}</p>
    </div>,
    // Within the page's landmark; a tooltip beside it belongs to nothing.
    document.querySelector('main') ?? document.body,
  );
}
