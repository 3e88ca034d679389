import { useRef, type ReactNode } from 'react';
import { flushSync } from 'react-dom';

import { ApiError } from '@/api/client';
import { Button } from '@/components/button';
import { FormProblem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { m } from '@/messages/messages';
import { AdvancedSection } from './advanced-section';
import { ConfirmSection } from './confirm-section';
import { FormContext } from './form-context';
import { HealthySection } from './healthy-section';
import { LeaveGuard } from './leave-guard';
import { OftenSection } from './often-section';
import { ProblemSummary } from './problem-summary';
import { problemsOf } from './problems';
import { ShowSection } from './show-section';
import { TellSection } from './tell-section';
import type { WholeForm } from './use-form';
import { WhatSection } from './what-section';

interface Props {
  title: string;
  situation: ReactNode;
  back: ReactNode;
  workspaceId: string;
  form: WholeForm;
  isNew: boolean;
  isDirty: boolean;
  isSaving: boolean;
  /** The refusal of the last try to save. */
  error: Error | null;
  saveText: string;
  onSave: () => void;
  onDiscard: () => void;
  /** What stands above the form: a draft that came back, how to ping. */
  children?: ReactNode;
}

/** Everything about a monitor on one page, in sentences. */
export function MonitorForm({ title, situation, back, workspaceId, form, isNew, isDirty, isSaving, error, saveText, onSave, onDiscard, children }: Props) {
  const ref = useRef<HTMLFormElement>(null);
  const { draft } = form;
  const submit = () => {
    if (isSaving) return;
    flushSync(form.ask);
    if (Object.keys(problemsOf(draft)).length) focusFirstProblem(ref.current);
    else onSave();
  };
  const actions = (
    <>
      {isDirty && <Button onClick={onDiscard}>{m.discard()}</Button>}
      <Button look="primary" type="submit" form="monitor-form" isBusy={isSaving}>
        {saveText}
      </Button>
    </>
  );
  return (
    <div className="max-w-form">
      <LeaveGuard isDirty={isDirty && !isSaving} />
      <PageHeader title={title} situation={situation} back={back}>
        <div className="hidden items-center gap-2 sm:flex">{actions}</div>
      </PageHeader>
      {children}
      {form.isAsked && <ProblemSummary problems={form.problems} />}
      <form
        ref={ref}
        id="monitor-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <FormContext value={form}>
          <div className="card">
            <WhatSection workspaceId={workspaceId} isNew={isNew} />
            {draft.kind !== 'heartbeat' && <HealthySection />}
            <OftenSection />
            {draft.kind !== 'heartbeat' && <ConfirmSection />}
            <TellSection workspaceId={workspaceId} />
            <ShowSection workspaceId={workspaceId} />
            <AdvancedSection />
          </div>
        </FormContext>
        <div className="mt-4">{hasNoField(error) && <FormProblem error={error} />}</div>
        <div className="sticky bottom-14 z-10 -mx-4 mt-4 flex justify-end gap-2 border-t border-line bg-canvas px-4 py-3 sm:static sm:mx-0 sm:border-0 sm:p-0">
          {actions}
        </div>
      </form>
    </div>
  );
}

/** Leads to the first field that has a problem, in the order of the page. */
export function focusFirstProblem(form: HTMLElement | null): void {
  const control = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
  control?.focus();
  control?.scrollIntoView({ block: 'center' });
}

function hasNoField(error: Error | null): boolean {
  return error !== null && !(error instanceof ApiError && (error.problem?.errors.length || error.kind === 'results-would-be-lost'));
}
