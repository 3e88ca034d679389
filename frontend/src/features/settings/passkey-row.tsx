import { useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Pencil, Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';

import { passkeysQuery, removePasskey, renamePasskey, SECURITY } from './api';
import { lastWayWords } from './last-way';
import { useProof } from './use-proof';
import type { PasskeyOut } from '@/api/schema/types.gen';
import { Button, IconButton } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { Ago } from '@/components/time';
import { useToast } from '@/components/toasts';
import { longDate } from '@/lib/format';
import { m } from '@/messages/messages';

export function PasskeyRow({ passkey }: { passkey: PasskeyOut }) {
  const { name } = passkey;
  const [isAsking, setAsking] = useState(false);
  const [draft, setDraft] = useState<string | null>(null);
  const { proven, dialog } = useProof();
  const client = useQueryClient();
  const say = useToast();
  const rename = useMutation({
    mutationFn: (next: string) => renamePasskey(passkey.id, next),
    onSuccess: () => {
      setDraft(null);
      return client.invalidateQueries({ queryKey: passkeysQuery.queryKey });
    },
  });
  const remove = useMutation({
    mutationFn: () => proven((proof) => removePasskey(passkey.id, proof).then(() => true)),
    onSuccess: (isDone) => {
      if (isDone) say({ text: m.settings_passkey_removed() });
      return client.invalidateQueries({ queryKey: SECURITY });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft?.trim() && !rename.isPending) rename.mutate(draft.trim());
  };
  return (
    <li className="grid gap-2 py-3">
      {draft === null ? (
        <div className="flex items-center gap-3">
          <KeyRound size={18} aria-hidden className="shrink-0 text-ink-3" />
          <div className="grid min-w-0 flex-1 gap-0.5">
            <span className="text-14 font-label">{name}</span>
            <span className="text-13 text-ink-3">
              {m.settings_made({ date: longDate(passkey.created_at) })}
              {' · '}
              {passkey.last_used_at ? <>{m.settings_used_at()} <Ago at={passkey.last_used_at} /></> : m.settings_used_never()}
            </span>
          </div>
          <IconButton label={m.settings_passkey_rename_of({ name })} onClick={() => setDraft(name)}>
            <Pencil size={16} aria-hidden />
          </IconButton>
          <IconButton label={m.settings_passkey_remove_of({ name })} onClick={() => setAsking(true)}>
            <Trash2 size={16} aria-hidden />
          </IconButton>
        </div>
      ) : (
        <form onSubmit={submit} className="flex items-end gap-2">
          <div className="flex-1">
            <TextField label={m.settings_passkey_name()} isLabelHidden maxLength={100} required value={draft} onChange={(event) => setDraft(event.target.value)} />
          </div>
          <Button type="submit" look="primary" isBusy={rename.isPending}>{m.settings_save()}</Button>
          <Button look="quiet" onClick={() => setDraft(null)}>{m.cancel()}</Button>
        </form>
      )}
      <FormProblem error={rename.error ?? remove.error} words={lastWayWords} />
      <ConfirmDialog
        title={m.settings_passkey_remove_title({ name })}
        action={m.remove()}
        isOpen={isAsking}
        onConfirm={() => {
          setAsking(false);
          remove.mutate();
        }}
        onClose={() => setAsking(false)}
      >
        <p>{m.settings_passkey_remove_text()}</p>
      </ConfirmDialog>
      {dialog}
    </li>
  );
}
