import { useEffect, useRef, useState } from 'react';

import { inHeldOrder } from './view';
import type { MonitorOut } from '@/api/schema/types.gen';

const CALM_MS = 3_000;

/**
 * Keep rows where they are while somebody works with them: a row that goes down moves to the top only after three
 * seconds without pointer or focus in the list. What people ask for (`asked`: filters, order) is done at once.
 */
export function useCalmOrder(monitors: MonitorOut[], asked: string) {
  const [isTouched, setTouched] = useState(false);
  const [held, setHeld] = useState({ asked, ids: idsOf(monitors) });
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(leaving.current), []);

  const isHeld = isTouched && held.asked === asked;
  const ids = idsOf(monitors);
  if (!isHeld && (held.asked !== asked || !isSame(held.ids, ids))) setHeld({ asked, ids });

  const touch = () => {
    clearTimeout(leaving.current);
    setTouched(true);
  };
  const leave = () => {
    clearTimeout(leaving.current);
    leaving.current = setTimeout(() => setTouched(false), CALM_MS);
  };
  return {
    ordered: isHeld ? inHeldOrder(monitors, held.ids) : monitors,
    watch: { onPointerEnter: touch, onPointerLeave: leave, onFocus: touch, onBlur: leave },
  };
}

function idsOf(monitors: readonly MonitorOut[]): number[] {
  return monitors.map(({ id }) => id);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, place) => id === b[place]);
}
