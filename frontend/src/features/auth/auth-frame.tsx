import type { ReactNode } from 'react';

import { Mark } from '@/components/glyph';

interface Props {
  title: string;
  /** For the browser's tab, where the title is somebody's own words. */
  tab?: string;
  lead?: ReactNode;
  children?: ReactNode;
}

/** The one column of all pages for people who are not signed in: mark, title, a sentence, and what to do. */
export function AuthFrame({ title, tab = title, lead, children }: Props) {
  return (
    <main className="mx-auto grid w-full max-w-auth content-start gap-6 px-5 pt-[clamp(2rem,11vh,7.5rem)] pb-16 sm:px-0">
      <title>{`${tab} · Healther`}</title>
      <a href="/" className="flex w-fit items-center gap-2 rounded-chip text-16 font-heading no-underline">
        <Mark size={22} />
        healther
      </a>
      <div className="mt-4 grid gap-1.5">
        <h1 className="text-24 font-heading">{title}</h1>
        {lead && <div className="text-14 text-ink-2">{lead}</div>}
      </div>
      {children}
    </main>
  );
}
