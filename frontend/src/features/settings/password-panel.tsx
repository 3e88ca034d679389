import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { changePassword, SECURITY, sessionsQuery } from './api';
import { Panel } from './panel';
import { useProof } from './use-proof';
import { ApiError } from '@/api/client';
import { useMe } from '@/app/session';
import { Button } from '@/components/button';
import { explain, FormProblem } from '@/components/notices';
import { PasswordField } from '@/components/password-field';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

const EMPTY = { current: '', new: '' };

/** Change the password, or set the first one. */
export function PasswordPanel({ hasPassword }: { hasPassword: boolean }) {
  const { email } = useMe();
  const [isOpen, setOpen] = useState(false);
  const [given, setGiven] = useState(EMPTY);
  const { proven, dialog } = useProof();
  const client = useQueryClient();
  const say = useToast();
  const close = () => {
    setOpen(false);
    setGiven(EMPTY);
    change.reset();
  };
  const change = useMutation({
    mutationFn: async () => {
      if (hasPassword) return changePassword(given).then(() => true);
      return (await proven((proof) => changePassword({ new: given.new, proof }).then(() => true))) ?? false;
    },
    onSuccess: async (isDone) => {
      if (!isDone) return;
      close();
      say({ text: m.settings_password_changed() });
      await Promise.all([SECURITY, sessionsQuery.queryKey].map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
  const refused = change.error instanceof ApiError ? change.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!change.isPending) change.mutate();
  };
  const label = hasPassword ? m.settings_password_change() : m.settings_password_set();
  return (
    <Panel
      title={m.settings_password()}
      lead={hasPassword ? m.settings_password_lead() : m.settings_password_none()}
      aside={!isOpen && <Button onClick={() => setOpen(true)}>{label}</Button>}
    >
      {isOpen && (
        <form onSubmit={submit} className="grid max-w-90 gap-4">
          {/* Managers want to know whose password it is. */}
          <input type="email" autoComplete="username" value={email} readOnly hidden />
          {hasPassword && (
            <PasswordField
              label={m.settings_password_current()}
              autoComplete="current-password"
              required
              value={given.current}
              onChange={(event) => setGiven({ ...given, current: event.target.value })}
            />
          )}
          <PasswordField
            label={m.settings_password_new()}
            hint={m.settings_password_hint()}
            error={refused?.field('new')}
            autoComplete="new-password"
            minLength={8}
            maxLength={200}
            required
            value={given.new}
            onChange={(event) => setGiven({ ...given, new: event.target.value })}
          />
          {refused?.status !== 422 && <FormProblem error={change.error} words={words} />}
          <div className="flex gap-2">
            <Button type="submit" look="primary" isBusy={change.isPending}>
              {label}
            </Button>
            <Button look="quiet" onClick={close}>
              {m.cancel()}
            </Button>
          </div>
        </form>
      )}
      {dialog}
    </Panel>
  );
}

function words(error: Error): string {
  return error instanceof ApiError && error.kind === 'proof-wrong' ? m.settings_password_wrong() : explain(error);
}
