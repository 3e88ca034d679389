import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { keysQuery, makeKey } from './api';
import { NewKey } from './new-key';
import { ApiError } from '@/api/client';
import type { WorkspaceOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Select, TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

const DAYS = [30, 90, 365];
const DAY_MS = 86_400_000;

/** Make a key: what uses it, where, what it may, how long. Then it is shown, once. */
export function NewKeyDialog({ workspaces, onClose }: { workspaces: readonly WorkspaceOut[]; onClose: () => void }) {
  const [given, setGiven] = useState({ name: '', workspace: workspaces[0]?.id ?? '', mayWrite: false, days: '90' });
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: () =>
      makeKey({
        name: given.name.trim(),
        workspace_id: given.workspace,
        scope: given.mayWrite ? 'write' : 'read',
        expires_at: given.days ? new Date(Date.now() + Number(given.days) * DAY_MS).toISOString() : null,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  const refused = make.error instanceof ApiError ? make.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  if (make.data) return <NewKey text={make.data.key} onClose={onClose} />;
  return (
    <Dialog title={m.settings_key_new()} isOpen onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <TextField
          label={m.settings_key_name()}
          hint={m.settings_key_name_hint()}
          error={refused?.field('name')}
          required
          maxLength={100}
          value={given.name}
          onChange={(event) => setGiven({ ...given, name: event.target.value })}
        />
        <Select label={m.settings_key_workspace()} value={given.workspace} onChange={(event) => setGiven({ ...given, workspace: event.target.value })}>
          {workspaces.map((workspace) => (
            <option key={workspace.id} value={workspace.id}>
              {workspace.name}
            </option>
          ))}
        </Select>
        <div className="grid gap-4 sm:grid-cols-2">
          <Select
            label={m.settings_key_scope()}
            hint={given.mayWrite ? m.settings_key_scope_write_hint() : undefined}
            value={given.mayWrite ? 'write' : 'read'}
            onChange={(event) => setGiven({ ...given, mayWrite: event.target.value === 'write' })}
          >
            <option value="read">{m.settings_key_scope_read()}</option>
            <option value="write">{m.settings_key_scope_write()}</option>
          </Select>
          <Select label={m.settings_key_expiry()} value={given.days} onChange={(event) => setGiven({ ...given, days: event.target.value })}>
            {DAYS.map((days) => (
              <option key={days} value={days}>
                {m.settings_key_expiry_days({ count: days })}
              </option>
            ))}
            <option value="">{m.settings_key_expiry_never()}</option>
          </Select>
        </div>
        <FormProblem error={make.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{m.cancel()}</Button>
          <Button type="submit" look="primary" isBusy={make.isPending}>
            {m.settings_key_make()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
