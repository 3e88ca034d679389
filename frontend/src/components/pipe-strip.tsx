import { useId, useState, type KeyboardEvent, type MouseEvent, type PointerEvent, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

import { DaySheet } from './day-sheet';
import { DayTip } from './day-tip';
import { activate, deactivate, deactivateSoon, handOver, takeHanded, useActiveDay } from './pipe-strip-active';
import { sayDay, useDayFacts, type StripDays } from './pipe-strip-words';
import { Pipes } from './pipes';
import { dayByKey } from '@/lib/pipe-days';
import { STRIP_SIZES } from '@/lib/pipes';
import { m } from '@/messages/messages';

interface Props extends StripDays {
  /** What the days are of. */
  name: string;
  /** A link to what happened on a day (`2026-10-12`), for the tooltip and the sheet. */
  dayLink?: (date: string) => ReactNode;
  /** Stretch to the full width, also between device pixels: for cards on small screens. */
  isFluid?: boolean;
}

/**
 * Days as pipes, one control: a slider over days. A day is looked at by pointer, by keys (arrows, PageUp and PageDown,
 * Home, End; n and Shift+n for days with trouble; Up and Down for the same day of the next strip) or by a tap.
 */
export function PipeStrip({ name, dayLink, isFluid = false, ...days }: Props) {
  const id = useId();
  const active = useActiveDay(id);
  const last = days.days.length - 1;
  const [day, setDay] = useState(last);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const facts = useDayFacts(active ? days.monitorId : undefined);
  const shown = Math.min(active?.day ?? day, last);

  const look = (place: number, element: Element) => {
    const box = element.getBoundingClientRect();
    const x = box.left + ((place + 0.5) / days.days.length) * box.width;
    activate({ strip: id, day: place, x, top: box.top, bottom: box.bottom });
  };
  const go = (place: number, element: Element) => {
    setDay(place);
    look(place, element);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = dayByKey(event.key, shown, days.days);
    if (next !== null) go(next, event.currentTarget);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') goToRow(event.currentTarget, event.key === 'ArrowDown' ? 1 : -1, shown);
    else if (event.key === 'Enter') setSheetOpen(true);
    else if (event.key === 'Escape' && active) deactivate(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (event.pointerType !== 'touch') look(placeAt(event, last), event.currentTarget);
  };
  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    event.stopPropagation();
    const place = placeAt(event, last);
    setDay(place);
    if (matchMedia('(pointer: coarse)').matches) {
      deactivate(id);
      setSheetOpen(true);
    }
  };

  return (
    <>
      <div
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an input cannot hold a drawing
        role="slider"
        tabIndex={0}
        data-strip
        aria-label={m.workspace_strip_name({ name, count: days.days.length })}
        aria-roledescription={m.workspace_strip_role()}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={shown}
        aria-valuetext={sayDay(days, shown, facts)}
        className={isFluid ? 'pipe-strip pipe-strip-fluid' : 'pipe-strip'}
        onKeyDown={onKeyDown}
        onFocus={(event) => go(takeHanded() ?? shown, event.currentTarget)}
        onBlur={() => deactivate(id)}
        onPointerMove={onPointerMove}
        onPointerLeave={() => deactivateSoon(id)}
        onClick={onClick}
      >
        <Pipes days={days.days} sizes={STRIP_SIZES} isFluid />
        {active && <span aria-hidden className="pipe-cursor" style={cursorAt(shown, last)} />}
      </div>
      {active && !isSheetOpen && <DayTip active={active} days={days} link={dayLink} />}
      {isSheetOpen &&
        createPortal(<DaySheet name={name} days={days} start={shown} link={dayLink} onClose={() => setSheetOpen(false)} />, document.body)}
    </>
  );
}

/** A frame around the day's bar, in percent of the strip. */
function cursorAt(place: number, last: number): { left: string; width: string } {
  const { width, gap } = STRIP_SIZES;
  const whole = (last + 1) * (width + gap);
  const left = place * (width + gap) + (place === last ? gap : 0);
  return { left: `${(left / whole) * 100}%`, width: `${(width / whole) * 100}%` };
}

/** Which day is under the pointer. */
function placeAt(event: MouseEvent<HTMLElement>, last: number): number {
  const box = event.currentTarget.getBoundingClientRect();
  return Math.min(last, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * (last + 1))));
}

/** Focus the strip above or below, at the same day. */
function goToRow(from: HTMLElement, direction: 1 | -1, day: number): void {
  const strips = [...document.querySelectorAll<HTMLElement>('[data-strip]')].filter((strip) => strip.checkVisibility({ contentVisibilityAuto: false }));
  const next = strips[strips.indexOf(from) + direction];
  if (!next) return;
  handOver(day);
  next.focus();
}
