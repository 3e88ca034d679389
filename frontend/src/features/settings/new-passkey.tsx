import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { addPasskey, beginPasskey, SECURITY } from './api';
import { RecoveryCodesDialog } from './recovery-codes-dialog';
import { useProof } from './use-proof';
import { ApiError } from '@/api/client';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { TextField } from '@/components/field';
import { explain, FormProblem } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

/** Add a passkey: prove who one is, name it, then the browser asks. */
export function NewPasskey() {
  const [name, setName] = useState('');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { proven, dialog } = useProof();
  const client = useQueryClient();
  const say = useToast();
  const begin = useMutation({ mutationFn: () => proven(beginPasskey) });
  const close = () => {
    begin.reset();
    add.reset();
    setName('');
  };
  const add = useMutation({
    mutationFn: async () => (begin.data ? addPasskey(begin.data, name.trim() || m.settings_passkey_name_default()) : null),
    onSuccess: (made) => {
      if (!made) {
        say({ text: m.settings_passkey_cancelled() });
        return close();
      }
      close();
      setCodes(made.recovery_codes);
      say({ text: m.settings_passkey_added({ name: made.name }) });
      return client.invalidateQueries({ queryKey: SECURITY });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!add.isPending) add.mutate();
  };
  return (
    <>
      <Button isBusy={begin.isPending} onClick={() => begin.mutate()}>
        {m.settings_passkey_add()}
      </Button>
      <Dialog title={m.settings_passkey_add()} isOpen={Boolean(begin.data) || Boolean(begin.error)} onClose={close}>
        <form onSubmit={submit} className="grid gap-4">
          <TextField
            label={m.settings_passkey_name()}
            hint={m.settings_passkey_name_hint()}
            maxLength={100}
            placeholder={m.settings_passkey_name_default()}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <FormProblem error={begin.error ?? add.error} words={words} />
          <div className="flex justify-end gap-2">
            <Button onClick={close}>{m.cancel()}</Button>
            <Button type="submit" look="primary" isBusy={add.isPending} disabled={!begin.data}>
              {m.settings_passkey_add()}
            </Button>
          </div>
        </form>
      </Dialog>
      {codes && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
      {dialog}
    </>
  );
}

function words(error: Error): string {
  return error instanceof ApiError ? explain(error) : m.settings_passkey_failed();
}
