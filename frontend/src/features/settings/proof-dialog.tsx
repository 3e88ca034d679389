import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState, type FormEvent } from 'react';

import { proveByPasskey } from './api';
import { proofOf } from './proof';
import { ApiError } from '@/api/client';
import type { ProofMethod } from '@/api/problems';
import type { ProofIn } from '@/api/schema/types.gen';
import { leave } from '@/app/session';
import { Button } from '@/components/button';
import { CodeField } from '@/components/code-field';
import { Dialog } from '@/components/dialog';
import { TextField } from '@/components/field';
import { explain, FormProblem } from '@/components/notices';
import { PasswordField } from '@/components/password-field';
import { Segmented } from '@/components/segmented';
import { m } from '@/messages/messages';

const NAMES: Record<ProofMethod, () => string> = {
  password: m.settings_proof_by_password,
  code: m.settings_proof_by_code,
  passkey: m.settings_proof_by_passkey,
  recovery_code: m.settings_proof_by_recovery,
};

interface Props {
  methods: readonly ProofMethod[];
  onProof: (proof: ProofIn) => Promise<void>;
  onClose: () => void;
}

/** Asks for one of the proofs that would do; for none, a fresh sign-in. */
export function ProofDialog({ methods, onProof, onClose }: Props) {
  const [method, setMethod] = useState<ProofMethod | undefined>(methods[0]);
  const [given, setGiven] = useState('');
  const attempt = useMutation({ mutationFn: onProof, onError: () => setGiven('') });
  const passkey = useMutation({ mutationFn: proveByPasskey, onSuccess: (proof) => proof && attempt.mutate(proof) });
  const send = (text = given) => {
    if (method && text && !attempt.isPending) attempt.mutate(proofOf(method, text));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (method === 'passkey') passkey.mutate();
    else send();
  };
  if (!method) return <FreshSignIn onClose={onClose} />;
  const wired = { value: given, required: true, onChange: (event: { target: { value: string } }) => setGiven(event.target.value) };
  return (
    <Dialog title={m.settings_proof_title()} isOpen onClose={onClose}>
      <p className="text-14 text-ink-2">{m.settings_proof_lead()}</p>
      {methods.length > 1 && (
        <div className="-my-1 overflow-x-auto">
          <Segmented
            label={m.settings_proof_kind()}
            value={method}
            options={methods.map((value) => ({ value, label: NAMES[value]() }))}
            onChange={(next) => {
              setMethod(next);
              setGiven('');
              attempt.reset();
            }}
          />
        </div>
      )}
      <form onSubmit={submit} className="grid gap-4">
        {method === 'password' && <PasswordField {...wired} label={m.settings_proof_password()} autoComplete="current-password" />}
        {method === 'code' && <CodeField label={m.settings_proof_code()} value={given} onChange={setGiven} onComplete={send} />}
        {method === 'recovery_code' && (
          <TextField {...wired} label={m.settings_proof_recovery()} autoComplete="off" autoCapitalize="none" spellCheck={false} minLength={10} className="font-mono" />
        )}
        <FormProblem error={attempt.error ?? passkey.error} words={words} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{m.cancel()}</Button>
          <Button type="submit" look="primary" isBusy={attempt.isPending || passkey.isPending}>
            {method === 'passkey' && <KeyRound size={16} aria-hidden />}
            {method === 'passkey' ? m.settings_proof_passkey() : m.settings_proof_continue()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function FreshSignIn({ onClose }: { onClose: () => void }) {
  const next = `${location.pathname}${location.search}`;
  return (
    <Dialog title={m.settings_proof_title()} isOpen onClose={onClose}>
      <p className="text-14 text-ink-2">{m.settings_proof_fresh()}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{m.cancel()}</Button>
        <Button look="primary" onClick={() => leave(`/login?next=${encodeURIComponent(next)}`)}>
          {m.settings_proof_sign_in()}
        </Button>
      </div>
    </Dialog>
  );
}

function words(error: Error): string {
  return error instanceof ApiError && error.kind === 'proof-wrong' ? m.settings_proof_wrong() : explain(error);
}
