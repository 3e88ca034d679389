import { Link } from '@tanstack/react-router';

import { LiveMark } from './live-mark';
import { Places } from './places';
import { mainKey } from './shortcuts';
import { UserMenu } from './user-menu';
import { Mark } from '@/components/glyph';
import { m } from '@/messages/messages';

/** Beside every page on wide screens: the mark, all places, the palette's key, oneself. */
export function Sidebar({ onSearch }: { onSearch: () => void }) {
  return (
    <header className="sticky top-0 flex h-dvh flex-col gap-4 py-4 pl-3 max-md:hidden [view-transition-name:sidebar]">
      <div className="flex items-center justify-between pr-3 pl-3">
        <Link to="/overview" className="flex items-center gap-2.5 rounded-chip text-16 font-heading no-underline">
          <Mark />
          healther
        </Link>
        <LiveMark />
      </div>
      <div className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1 pt-1">
        <Places />
      </div>
      <div className="grid gap-1">
        <button
          type="button"
          onClick={onSearch}
          aria-keyshortcuts="Meta+K Control+K"
          className="flex h-9 items-center gap-2 rounded-control border border-line px-3 text-13 text-ink-3 hover:border-line-strong hover:text-ink-1"
        >
          <kbd aria-hidden className="font-sans">{`${mainKey()} K`}</kbd>
          {m.shell_search()}
        </button>
        <UserMenu />
      </div>
    </header>
  );
}
