import type { ReactNode } from 'react';

/** What a mark of a graph means: the mark and its words. */
export function GraphKey({ mark, children }: { mark: string; children: ReactNode }) {
  return (
    <span className="inline-flex min-h-6 items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden className={mark} />
      {children}
    </span>
  );
}
