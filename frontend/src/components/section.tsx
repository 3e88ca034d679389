import { useId, type ReactNode } from 'react';

/** A part of a page with its heading; what can be done with it stands on the right. */
export function Section({ title, action, children }: { title: ReactNode; action?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid min-w-0 content-start gap-2">
      <div className="flex min-h-9 items-center justify-between gap-4">
        <h2 id={id} className="text-14 font-heading text-ink-2">
          {title}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}
