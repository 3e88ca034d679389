import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { changeEmail } from './api';
import { Panel } from './panel';
import { Unconfirmed } from './unconfirmed';
import { useProof } from './use-proof';
import { meQuery } from '@/api/account';
import { ApiError } from '@/api/client';
import { useMe } from '@/app/session';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { explain, FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

/** The address: whether it is confirmed, and moving to another. */
export function EmailPanel() {
  const me = useMe();
  const [draft, setDraft] = useState<string | null>(null);
  const { proven, dialog } = useProof();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (email: string) => proven((proof) => changeEmail(email, proof)),
    onSuccess: (answer) => {
      if (!answer) return undefined;
      setDraft(null);
      return client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  const refused = change.error instanceof ApiError ? change.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft?.trim() && !change.isPending) change.mutate(draft.trim());
  };
  return (
    <Panel
      title={m.settings_email()}
      lead={m.settings_email_lead()}
      aside={draft === null && <Button onClick={() => setDraft('')}>{m.settings_email_change()}</Button>}
    >
      <p className="text-14">
        <span className="font-label">{me.email}</span>{' '}
        {me.email_confirmed_at && <span className="text-13 text-up-strong">{m.settings_email_confirmed()}</span>}
      </p>
      {!me.email_confirmed && <Unconfirmed email={me.email} />}
      {change.data && (
        <output className="rounded-control bg-up-soft px-3 py-2 text-14 text-up-strong">
          {change.data.is_pending
            ? m.settings_email_pending({ email: change.variables })
            : m.settings_email_moved({ email: change.data.email })}
        </output>
      )}
      {draft !== null && (
        <form onSubmit={submit} className="grid max-w-90 gap-4">
          <TextField
            label={m.settings_email_new()}
            hint={m.settings_email_new_hint()}
            error={refused?.field('email')}
            type="email"
            autoComplete="email"
            required
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
          />
          {refused?.status !== 422 && <FormProblem error={change.error} words={(error) => words(error, draft.trim() === me.email)} />}
          <div className="flex gap-2">
            <Button type="submit" look="primary" isBusy={change.isPending}>
              {m.settings_email_change()}
            </Button>
            <Button
              look="quiet"
              onClick={() => {
                setDraft(null);
                change.reset();
              }}
            >
              {m.cancel()}
            </Button>
          </div>
        </form>
      )}
      {dialog}
    </Panel>
  );
}

function words(error: Error, isSame: boolean): string {
  if (!(error instanceof ApiError) || error.status !== 409) return explain(error);
  return isSame ? m.settings_email_same() : m.settings_email_taken();
}
