import { Link } from '@tanstack/react-router';
import { Search } from 'lucide-react';

import { LiveMark } from './live-mark';
import { UserMenu } from './user-menu';
import { IconButton } from '@/components/button';
import { Mark } from '@/components/glyph';
import { m } from '@/messages/messages';

/** Above every page on narrow screens. */
export function TopBar({ onSearch }: { onSearch: () => void }) {
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center justify-between gap-3 border-b border-line bg-canvas pr-2 pl-4 md:hidden">
      <Link to="/overview" className="flex min-h-11 items-center gap-2.5 text-16 font-heading no-underline">
        <Mark />
        healther
      </Link>
      <div className="flex grow items-center justify-end gap-1">
        <LiveMark />
        <IconButton label={m.shell_search()} onClick={onSearch}>
          <Search size={18} aria-hidden />
        </IconButton>
        <UserMenu isSmall />
      </div>
    </header>
  );
}
