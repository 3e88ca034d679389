import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { buttonClass } from '@/components/button';
import { Mark } from '@/components/glyph';
import { m } from '@/messages/messages';

/** A page that people outside may see: the mark, the way in or back, and one column. */
export function PersonFrame({ isSignedIn, children }: { isSignedIn: boolean; children: ReactNode }) {
  const { pathname } = useLocation();
  return (
    <div className="mx-auto grid w-full max-w-form gap-8 px-4 py-5 sm:px-6 sm:py-7">
      <header className="flex items-center justify-between gap-4">
        <a href="/" className="flex items-center gap-2 rounded-chip text-16 font-heading no-underline">
          <Mark size={22} />
          healther
        </a>
        {isSignedIn ? (
          <Link to="/overview" className={buttonClass('quiet')}>
            {m.to_overview()}
          </Link>
        ) : (
          <Link to="/login" search={{ next: pathname }} className={buttonClass('secondary')}>
            {m.people_sign_in()}
          </Link>
        )}
      </header>
      <main>{children}</main>
    </div>
  );
}
