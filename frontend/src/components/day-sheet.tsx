import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';

import { Button, IconButton } from './button';
import { DayFacts } from './day-facts';
import { Dialog } from './dialog';
import type { StripDays } from './pipe-strip-words';
import { uptime, utcDay } from '@/lib/format';
import { dateOf, nextBad } from '@/lib/pipe-days';
import { m } from '@/messages/messages';

const SWIPE_PX = 40;

interface Props {
  name: string;
  days: StripDays;
  /** The day shown first. */
  start: number;
  link: ((date: string) => ReactNode) | undefined;
  onClose: () => void;
}

/** A day in full, for fingers: swipe or press for the day before and after. */
export function DaySheet({ name, days, start, link, onClose }: Props) {
  const [day, setDay] = useState(start);
  const touch = useRef(0);
  const last = days.days.length - 1;
  const go = (place: number) => setDay(Math.min(last, Math.max(0, place)));
  const date = dateOf(days.firstDay, day);
  const [before, after] = [nextBad(days.days, day, -1), nextBad(days.days, day, 1)];
  return (
    <Dialog title={name} isOpen onClose={onClose} kind="sheet">
      <div
        className="grid min-h-40 touch-pan-y content-start gap-3"
        onTouchStart={(event) => (touch.current = event.touches[0]?.clientX ?? 0)}
        onTouchEnd={(event) => {
          const moved = (event.changedTouches[0]?.clientX ?? 0) - touch.current;
          if (Math.abs(moved) > SWIPE_PX) go(day - Math.sign(moved));
        }}
      >
        <div className="flex items-center justify-between">
          <IconButton label={m.workspace_day_before_this()} disabled={day === 0} onClick={() => go(day - 1)}>
            <ChevronLeft size={20} aria-hidden />
          </IconButton>
          <p aria-live="polite" className="text-16 font-label">
            {utcDay(date)}
          </p>
          <IconButton label={m.workspace_day_after_this()} disabled={day === last} onClick={() => go(day + 1)}>
            <ChevronRight size={20} aria-hidden />
          </IconButton>
        </div>
        <p className="text-24 font-heading">{uptime(days.uptime[day])}</p>
        <DayFacts days={days} place={day} />
        {link && days.days.charAt(day) !== '-' && <p className="text-14">{link(date)}</p>}
      </div>
      <div className="grid grid-cols-2 gap-2">
        <Button disabled={before === null} onClick={() => before !== null && setDay(before)}>
          {m.workspace_bad_before()}
        </Button>
        <Button disabled={after === null} onClick={() => after !== null && setDay(after)}>
          {m.workspace_bad_after()}
        </Button>
      </div>
    </Dialog>
  );
}
