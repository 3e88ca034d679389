import { useId, type ReactNode } from 'react';

interface Props {
  title: string;
  lead?: ReactNode;
  /** A state or a button, beside the title. */
  aside?: ReactNode;
  children?: ReactNode;
}

/** One subject of a section, on its own card; it saves on its own. */
export function Panel({ title, lead, aside, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="card mb-5 grid gap-5 p-5 sm:p-6">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="grid gap-0.5">
          <h2 id={id} className="text-16 font-heading">
            {title}
          </h2>
          {lead && <div className="max-w-[60ch] text-13 text-ink-2">{lead}</div>}
        </div>
        {aside && <div className="flex items-center gap-3">{aside}</div>}
      </header>
      {children}
    </section>
  );
}
