import { useId, type ReactNode } from 'react';

/** A part of the form: its name on the left, its sentences on the right. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid gap-x-6 gap-y-4 border-t border-line px-5 py-6 first:border-t-0 sm:px-6 md:grid-cols-[7.5rem_minmax(0,1fr)]">
      <h2 id={id} className="text-14 font-heading md:pt-2.5">
        {title}
      </h2>
      <div className="grid min-w-0 content-start gap-4">{children}</div>
    </section>
  );
}
