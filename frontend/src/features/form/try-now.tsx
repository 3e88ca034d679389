import { use } from 'react';

import { Button } from '@/components/button';
import { CheckResult } from '@/components/check-result';
import { explain } from '@/components/notices';
import { m } from '@/messages/messages';
import { useTry } from './api';
import { toTrial } from './body';
import { FormContext } from './form-context';
import { problemsOf } from './problems';
import { refusedFields } from './state';

/** Check what stands in the form, now: never in the way of saving. */
export function TryNow({ workspaceId }: { workspaceId: string }) {
  const { draft, leave } = use(FormContext);
  const attempt = useTry(workspaceId);
  const run = () => {
    leave('target');
    if (!problemsOf(draft).target) attempt.mutate(toTrial(draft));
  };
  const seen = JSON.stringify(toTrial(draft));
  const isOld = attempt.data !== undefined && seen !== JSON.stringify(attempt.variables);
  return (
    <div className="rounded-control bg-sunken/50 p-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={run} isBusy={attempt.isPending}>
          {m.form_try()}
        </Button>
        <p className="text-13 text-ink-3">{isOld ? m.form_try_old() : m.form_try_hint()}</p>
      </div>
      <div aria-live="polite" className="not-empty:mt-3">
        {attempt.error && <p className="text-14 text-down-strong">{whyNot(attempt.error)}</p>}
        {attempt.data && !attempt.isPending && <CheckResult result={attempt.data} />}
      </div>
    </div>
  );
}

function whyNot(error: Error): string {
  return Object.values(refusedFields(error)).join(' ') || explain(error);
}
