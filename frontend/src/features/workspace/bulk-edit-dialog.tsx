import { useState } from 'react';

import { useBulk } from './api';
import { bulkChange, NOTHING, type BulkDraft } from './bulk-change';
import { PeriodFields } from './period-fields';
import { tagsOf } from './view';
import { ApiError } from '@/api/client';
import type { MonitorOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Checkbox, TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

interface Props {
  workspaceId: string;
  monitors: readonly MonitorOut[];
  onClose: () => void;
}

/** Change several at once: only what is filled in. */
export function BulkEditDialog({ workspaceId, monitors, onClose }: Props) {
  const [draft, setDraft] = useState<BulkDraft>(NOTHING);
  const bulk = useBulk(workspaceId);
  const say = useToast();
  const change = bulkChange(draft);
  const isLoss = bulk.error instanceof ApiError && bulk.error.kind === 'results-would-be-lost';
  const set = (part: Partial<BulkDraft>) => setDraft({ ...draft, ...part });
  const tags = tagsOf(monitors);
  return (
    <Dialog title={m.workspace_bulk_title({ count: monitors.length })} isOpen onClose={onClose} kind="sheet">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!change) return;
          bulk.mutate(
            { action: 'change', ids: monitors.map(({ id }) => id), change },
            {
              onSuccess: ({ changed }) => {
                say({ text: m.workspace_bulk_done({ count: changed.length }) });
                onClose();
              },
            },
          );
        }}
      >
        <p className="text-14 text-ink-2">{m.workspace_bulk_hint()}</p>
        <div className="flex flex-wrap gap-4">
          <PeriodFields value={draft.value} unit={draft.unit} onChange={(value, unit) => set({ value, unit })} />
          <TextField
            label={m.workspace_retention()}
            type="number"
            min={7}
            max={3650}
            className="!w-24"
            value={draft.days}
            onChange={(event) => set({ days: event.target.value })}
          />
        </div>
        <TextField label={m.workspace_tags_add()} hint={m.workspace_tags_hint()} value={draft.add} onChange={(event) => set({ add: event.target.value })} autoComplete="off" />
        <TextField
          label={m.workspace_tags_remove()}
          hint={tags.length ? m.workspace_tags_there({ tags: tags.join(', ') }) : undefined}
          value={draft.remove}
          onChange={(event) => set({ remove: event.target.value })}
          autoComplete="off"
        />
        <TextField label={m.workspace_group_name()} disabled={draft.isUngrouped} value={draft.group} onChange={(event) => set({ group: event.target.value })} autoComplete="off" />
        <Checkbox label={m.workspace_ungroup()} checked={draft.isUngrouped} onChange={(event) => set({ isUngrouped: event.target.checked })} />
        <FormProblem error={bulk.error} />
        {isLoss && <Checkbox label={m.workspace_loss_accept()} checked={draft.isLossAccepted} onChange={(event) => set({ isLossAccepted: event.target.checked })} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{m.cancel()}</Button>
          <Button type="submit" look="primary" isBusy={bulk.isPending} disabled={!change}>
            {m.save()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
