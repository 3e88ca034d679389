import type { ReactNode } from 'react';

import { Section } from '@/components/section';

/** A part of the page's margin: a heading and a card. */
export function Panel({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <Section title={title} action={action}>
      <div className="card grid min-w-0 gap-3 px-5 py-4 text-14">{children}</div>
    </Section>
  );
}
