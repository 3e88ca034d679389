import type { ReactNode } from 'react';

/** A thing the product does: the words on the left, the thing itself on the right. */
export function Section({ id, title, text, children }: { id?: string; title: string; text: string; children: ReactNode }) {
  return (
    <section id={id} className="mt-24 grid items-start gap-x-16 gap-y-8 border-t border-line pt-12 md:grid-cols-[20rem_minmax(0,1fr)]">
      <div className="grid gap-3">
        <h2 className="text-24 font-heading">{title}</h2>
        <p className="prose">{text}</p>
      </div>
      {children}
    </section>
  );
}
