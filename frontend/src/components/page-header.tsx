import type { ReactNode } from 'react';

interface Props {
  title: ReactNode;
  /** The tab's title, where `title` is not a plain text. */
  tab?: string;
  /** The situation in a sentence. */
  situation?: ReactNode;
  /** Buttons, on the right. */
  children?: ReactNode;
  /** A way back, above the title. */
  back?: ReactNode;
}

/** A page's head: its one h1 (also the tab's title), and a sentence that states the situation. */
export function PageHeader({ title, tab, situation, children, back }: Props) {
  const tabTitle = tab ?? (typeof title === 'string' ? title : null);
  return (
    <header className="mb-6 grid gap-2">
      {tabTitle && <title>{`${tabTitle} · Healther`}</title>}
      {back && <div className="text-13 text-ink-3">{back}</div>}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="grid min-w-0 gap-1">
          <h1 tabIndex={-1} className="text-24 font-heading outline-none">{title}</h1>
          {situation && <div className="text-14 text-ink-2">{situation}</div>}
        </div>
        {children && <div className="flex flex-wrap gap-2">{children}</div>}
      </div>
    </header>
  );
}
