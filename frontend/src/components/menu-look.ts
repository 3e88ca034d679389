/** How a menu's button looks, before and after its code is loaded. */
const BASE =
  'inline-flex items-center rounded-control text-14 text-ink-2 hover:bg-sunken hover:text-ink-1 pointer-coarse:min-h-11 pointer-coarse:min-w-11';

export const MENU_LOOKS = {
  /** A square with a picture. */
  icon: `${BASE} h-9 min-w-9 justify-center gap-1 px-1.5`,
  /** The whole width of its place, its words on the left. */
  wide: `${BASE} h-10 w-full justify-start gap-2 px-3`,
};
export type MenuLook = keyof typeof MENU_LOOKS;
