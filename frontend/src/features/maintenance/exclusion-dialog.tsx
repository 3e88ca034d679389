import { useState } from 'react';

import { useExclude } from './api';
import { scopeFor, type Scope, type ScopeKind } from './scope';
import { ScopeFields } from './scope-fields';
import { ApiError } from '@/api/client';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { TextArea, TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { timeZone } from '@/lib/format';
import { instantOf } from '@/lib/zoned';
import { m } from '@/messages/messages';

/** Agree that some time in the past does not count, and why. */
export function ExclusionDialog({ workspaceId, isOpen, onClose }: { workspaceId: string; isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog title={m.maintenance_exclude()} isOpen={isOpen} onClose={onClose}>
      <ExclusionForm workspaceId={workspaceId} onClose={onClose} />
    </Dialog>
  );
}

const NOBODY: Scope = { is_for_all: false, monitor_ids: [], tags: [] };
const FIELDS = ['starts_at', 'ends_at', 'reason', 'monitor_ids', 'tags', 'is_for_all'];

function ExclusionForm({ workspaceId, onClose }: { workspaceId: string; onClose: () => void }) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const [kind, setKind] = useState<ScopeKind>('monitors');
  const [scope, setScope] = useState<Scope>(NOBODY);
  const exclude = useExclude(workspaceId);
  const say = useToast();
  const zone = timeZone();
  const problem = (field: string) => (exclude.error instanceof ApiError ? exclude.error.field(field) : undefined);
  const at = (wall: string) => new Date(instantOf(wall, zone)).toISOString();
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const body = { starts_at: at(from), ends_at: at(to), reason: reason.trim(), ...scopeFor(kind, scope) };
        exclude.mutate(body, {
          onSuccess: () => {
            say({ text: m.maintenance_excluded() });
            onClose();
          },
        });
      }}
    >
      <p className="text-14 text-ink-2">{m.maintenance_exclude_text()}</p>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField type="datetime-local" label={m.maintenance_from()} required value={from} error={problem('starts_at')} onChange={(event) => setFrom(event.target.value)} />
        <TextField type="datetime-local" label={m.maintenance_to()} required value={to} error={problem('ends_at')} onChange={(event) => setTo(event.target.value)} />
      </div>
      <p className="-mt-2 text-13 text-ink-3">{m.maintenance_times_in({ zone: zone.replaceAll('_', ' ') })}</p>
      <TextArea label={m.maintenance_why()} hint={m.maintenance_why_hint()} required maxLength={2000} value={reason} error={problem('reason')} onChange={(event) => setReason(event.target.value)} />
      <ScopeFields
        workspaceId={workspaceId}
        kind={kind}
        scope={scope}
        error={problem('monitor_ids') ?? problem('tags') ?? problem('is_for_all')}
        onKind={setKind}
        onScope={setScope}
      />
      {!FIELDS.some((field) => problem(field)) && <FormProblem error={exclude.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{m.cancel()}</Button>
        <Button type="submit" look="primary" isBusy={exclude.isPending}>
          {m.maintenance_exclude()}
        </Button>
      </div>
    </form>
  );
}
