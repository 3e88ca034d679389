/** How a menu's button looks, before and after its code is loaded. */
export const MENU_BUTTON =
  'inline-flex h-9 min-w-9 items-center justify-center gap-1 rounded-control px-1.5 text-14 text-ink-2 hover:bg-sunken hover:text-ink-1 pointer-coarse:h-11 pointer-coarse:min-w-11';
