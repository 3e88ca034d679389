import { Ellipsis } from 'lucide-react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Button as AriaButton } from 'react-aria-components';
import { useCallback, useState, type ReactNode } from 'react';

import { MENU_LOOKS, type MenuLook } from './menu-look';

export interface MenuAction {
  id: string;
  label: string;
  onAction: () => void;
  isDangerous?: boolean;
  hint?: string;
}

interface Props {
  label: string;
  items: readonly MenuAction[];
  children?: ReactNode;
  look?: MenuLook;
  startsOpen?: boolean;
}

/** A button that opens a list of actions. Load it lazily: React Aria is 50 kB (`lazy-menu.tsx`). */
export function Menu({ label, items, children, look = 'icon', startsOpen = false }: Props) {
  const [isOpen, setOpen] = useState(false);
  // It takes the place of the button that was pressed, so that the focus comes back to it when the menu is closed.
  const begin = useCallback(
    (button: HTMLButtonElement | null) => {
      if (!button || !startsOpen) return;
      button.focus();
      setOpen(true);
    },
    [startsOpen],
  );
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <AriaButton ref={begin} aria-label={label} className={MENU_LOOKS[look]}>
        {children ?? <Ellipsis size={18} aria-hidden />}
      </AriaButton>
      <Popover placement="bottom end" className="min-w-44 rounded-control border border-line bg-raised p-1 shadow-float">
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a menu that came with its code begins with its first item, as all do */}
        <AriaMenu aria-label={label} autoFocus={startsOpen ? 'first' : undefined} className="outline-none">
          {items.map((item) => (
            <MenuItem
              key={item.id}
              id={item.id}
              textValue={item.label}
              onAction={item.onAction}
              className={`grid cursor-pointer rounded-chip px-3 py-2 text-14 outline-none data-focused:bg-sunken ${item.isDangerous ? 'text-down-strong' : 'text-ink-1'}`}
            >
              {item.label}
              {item.hint && <span className="text-12 text-ink-3">{item.hint}</span>}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
