import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';

import type { MenuAction } from './menu';
import { MENU_LOOKS, type MenuLook } from './menu-look';

const load = () => import('./menu');
const Menu = lazy(async () => ({ default: (await load()).Menu }));

/** A menu whose code is loaded when one points at it. */
export function LazyMenu(props: { label: string; items: readonly MenuAction[]; children?: ReactNode; look?: MenuLook | undefined }) {
  const [isWanted, setWanted] = useState(false);
  const closed = (
    <button
      type="button"
      aria-label={props.label}
      aria-haspopup="menu"
      className={MENU_LOOKS[props.look ?? 'icon']}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    >
      {props.children ?? <Ellipsis size={18} aria-hidden />}
    </button>
  );
  if (!isWanted) return closed;
  return (
    <Suspense fallback={closed}>
      <Menu {...props} startsOpen />
    </Suspense>
  );
}
