import { useState } from 'react';

import { useSaveWindow } from './api';
import { RepeatFields } from './repeat-fields';
import { ScopeFields } from './scope-fields';
import { bodyOf, draftOf, newDraft, type WindowDraft } from './window-draft';
import { ApiError } from '@/api/client';
import type { WindowOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { TextArea, TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { ZoneCombobox } from '@/components/zone-combobox';
import { timeZone } from '@/lib/format';
import { m } from '@/messages/messages';

/** Plan work, or change what is planned. `about`: a window, or `new`; null: closed. */
export function WindowDialog({ workspaceId, about, onClose }: { workspaceId: string; about: WindowOut | 'new' | null; onClose: () => void }) {
  const title = about === 'new' || !about ? m.maintenance_plan() : m.maintenance_change({ title: about.title });
  return (
    <Dialog title={title} isOpen={about !== null} onClose={onClose}>
      {about && <WindowForm workspaceId={workspaceId} window={about === 'new' ? null : about} onClose={onClose} />}
    </Dialog>
  );
}

const FIELDS = ['title', 'note', 'starts_at', 'duration_s', 'rrule', 'time_zone', 'monitor_ids', 'tags', 'is_for_all'];

function WindowForm({ workspaceId, window, onClose }: { workspaceId: string; window: WindowOut | null; onClose: () => void }) {
  const [draft, setDraft] = useState<WindowDraft>(() => (window ? draftOf(window) : newDraft(Date.now(), timeZone())));
  const save = useSaveWindow(workspaceId, window?.id ?? null);
  const say = useToast();
  const change = (part: Partial<WindowDraft>) => setDraft((now) => ({ ...now, ...part }));
  const problem = (field: string) => (save.error instanceof ApiError ? save.error.field(field) : undefined);
  const isNamed = FIELDS.some((field) => problem(field));
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(bodyOf(draft), {
          onSuccess: ({ title }) => {
            say({ text: m.maintenance_saved({ title }) });
            onClose();
          },
        });
      }}
    >
      <TextField label={m.maintenance_title_field()} required maxLength={200} value={draft.title} error={problem('title')} onChange={(event) => change({ title: event.target.value })} />
      <div className="grid gap-4">
        <div className="grid grid-cols-2 items-start gap-3">
          <TextField type="date" label={m.maintenance_from()} required value={draft.date} error={problem('starts_at')} onChange={(event) => change({ date: event.target.value })} />
          <TextField type="time" label={m.maintenance_at()} required value={draft.time} onChange={(event) => change({ time: event.target.value })} />
        </div>
        <div className="grid grid-cols-2 items-start gap-3">
          <TextField type="number" inputMode="numeric" min={0} max={744} label={m.maintenance_hours()} value={draft.hours} error={problem('duration_s')} onChange={(event) => change({ hours: event.target.value })} />
          <TextField type="number" inputMode="numeric" min={0} max={59} label={m.maintenance_minutes()} value={draft.minutes} onChange={(event) => change({ minutes: event.target.value })} />
        </div>
      </div>
      <ZoneCombobox label={m.maintenance_zone()} value={draft.zone} error={problem('time_zone')} onChange={(zone) => change({ zone })} />
      <RepeatFields draft={draft} error={problem('rrule')} onChange={change} />
      <ScopeFields
        workspaceId={workspaceId}
        kind={draft.kind}
        scope={draft.scope}
        error={problem('monitor_ids') ?? problem('tags') ?? problem('is_for_all')}
        onKind={(kind) => change({ kind })}
        onScope={(scope) => change({ scope })}
      />
      <TextArea label={m.maintenance_note()} hint={m.maintenance_note_hint()} maxLength={2000} value={draft.note} error={problem('note')} onChange={(event) => change({ note: event.target.value })} />
      {!isNamed && <FormProblem error={save.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{m.cancel()}</Button>
        <Button type="submit" look="primary" isBusy={save.isPending}>
          {window ? m.save() : m.maintenance_plan()}
        </Button>
      </div>
    </form>
  );
}
