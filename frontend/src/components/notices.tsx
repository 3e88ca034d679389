/** What a page shows instead of, or above, its data: nothing yet, a problem, old data. */
import type { ReactNode } from 'react';

import { Button } from './button';
import { useWait } from './wait';
import { ApiError } from '@/api/client';
import { duration } from '@/lib/format';
import { m } from '@/messages/messages';

/** Nothing here yet: what to do, with one action. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="card grid justify-items-start gap-3 p-8">
      <h2 className="text-18 font-heading">{title}</h2>
      {children && <div className="max-w-[60ch] text-14 text-ink-2">{children}</div>}
      {action}
    </div>
  );
}

/** Something could not be loaded: what, and a way to try again. */
export function Problem({ error, onRetry, title }: { error: Error; onRetry?: () => void; title?: string }) {
  return (
    <div role="alert" className="card grid justify-items-start gap-3 p-6">
      <h2 className="text-16 font-heading">{title ?? m.problem_title()}</h2>
      <p className="text-14 text-ink-2">{explain(error)}</p>
      {onRetry && <Button onClick={onRetry}>{m.try_again()}</Button>}
    </div>
  );
}

/** One line within a form: what was refused. `words` says it for refusals that the form knows; too many tries count down. */
export function FormProblem({ error, words = explain }: { error: Error | null; words?: (error: Error) => string }) {
  const left = useWait(error);
  if (!error) return null;
  const isWaiting = error instanceof ApiError && error.status === 429 && left > 0;
  return (
    <p role="alert" className="rounded-control bg-down-soft px-3 py-2 text-14 text-down-strong">
      {/* Read out once; the count is for the eyes. */}
      <span className={isWaiting ? 'sr-only' : ''}>{words(error)}</span>
      {isWaiting && <span aria-hidden>{m.auth_wait({ time: duration(left) })}</span>}
    </p>
  );
}

/** What went wrong, for people. */
export function explain(error: Error): string {
  if (error instanceof ApiError && error.status === 0) return m.unreachable();
  if (error instanceof ApiError && error.status === 429 && error.retryAfterS) return m.too_many({ seconds: error.retryAfterS });
  return error.message;
}
