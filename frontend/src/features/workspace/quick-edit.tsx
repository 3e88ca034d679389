import { useState } from 'react';

import { useChangeMonitor } from './api';
import { PeriodFields } from './period-fields';
import { ApiError } from '@/api/client';
import type { MonitorOut, PeriodIn } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { TextField } from '@/components/field';
import { explain, FormProblem } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

interface Draft {
  value: string;
  unit: PeriodIn['unit'];
  days: string;
}

/** How often it is checked and how long results are kept, without leaving the row. */
export function QuickEdit({ monitor }: { monitor: MonitorOut }) {
  const { period, retention_days: days } = monitor;
  // Only what was typed: the rest follows the monitor, which others may change meanwhile.
  const [typed, setTyped] = useState<Partial<Draft>>({});
  const change = useChangeMonitor(monitor);
  const say = useToast();
  const draft: Draft = { value: String(period.value), unit: period.unit, days: String(days), ...typed };
  const wish = { period: { value: Number(draft.value), unit: draft.unit }, retention_days: Number(draft.days) };
  const isChanged = wish.period.value !== period.value || wish.period.unit !== period.unit || wish.retention_days !== days;
  const isLoss = change.error instanceof ApiError && change.error.kind === 'results-would-be-lost';
  const before = { period, retention_days: days };

  const save = (isLossConfirmed: boolean) =>
    change.mutate(isLossConfirmed ? { ...wish, confirm_loss: true } : wish, {
      onSuccess: () => {
        setTyped({});
        // What was deleted does not come back by keeping results longer again.
        say(isLossConfirmed ? { text: m.saved() } : { text: m.saved(), undo: () => change.mutate({ ...before, confirm_loss: true }) });
      },
    });
  return (
    <>
      <form
        className="flex flex-wrap items-end gap-x-4 gap-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          save(false);
        }}
      >
        <PeriodFields
          isRequired
          value={draft.value}
          unit={draft.unit}
          onChange={(value, unit) => setTyped({ ...typed, value, unit })}
          error={change.error instanceof ApiError ? change.error.field('period') : undefined}
        />
        <TextField
          label={m.workspace_retention()}
          type="number"
          min={7}
          max={3650}
          required
          className="!w-24"
          value={draft.days}
          error={change.error instanceof ApiError ? change.error.field('retention_days') : undefined}
          onChange={(event) => setTyped({ ...typed, days: event.target.value })}
        />
        {(isChanged || change.isPending) && (
          <Button type="submit" isBusy={change.isPending}>
            {m.save()}
          </Button>
        )}
        {!isLoss && <FormProblem error={change.error} />}
      </form>
      <ConfirmDialog
        title={m.workspace_loss_title()}
        action={m.workspace_loss_action()}
        isOpen={isLoss}
        isBusy={change.isPending}
        onConfirm={() => save(true)}
        onClose={() => change.reset()}
      >
        <p>{change.error && explain(change.error)}</p>
      </ConfirmDialog>
    </>
  );
}
