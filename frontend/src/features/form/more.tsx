import { ChevronRight } from 'lucide-react';
import { use, type ReactNode } from 'react';

import { FormContext } from './form-context';

interface Props {
  title: string;
  /** Fields inside: a problem with one opens it. */
  fields: readonly string[];
  /** Something inside has been set. */
  isUsed: boolean;
  children: ReactNode;
}

/** What is rarely needed, folded away. */
export function More({ title, fields, isUsed, children }: Props) {
  const { problems } = use(FormContext);
  const isOpen = isUsed || fields.some((field) => field in problems);
  return (
    <details open={isOpen} className="group">
      <summary className="-ml-1.5 inline-flex min-h-9 list-none items-center gap-1.5 rounded-control px-1.5 text-14 text-ink-2 hover:text-ink-1 pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight size={16} aria-hidden className="transition-transform duration-100 group-open:rotate-90" />
        {title}
      </summary>
      <div className="mt-3 grid gap-4">{children}</div>
    </details>
  );
}
