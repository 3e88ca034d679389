import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState, type FormEvent } from 'react';

import { finishSecondFactor } from './api';
import { factorWords } from './words';
import { ApiError } from '@/api/client';
import { proofMethods } from '@/api/problems';
import type { SecondFactorIn, SecondFactorOut, SignedInOut } from '@/api/schema/types.gen';
import { hasPasskeys, showPasskey } from '@/api/webauthn';
import { Button } from '@/components/button';
import { CodeField } from '@/components/code-field';
import { TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

interface Props {
  needed: SecondFactorOut;
  onSignedIn: (answer: SignedInOut) => void;
  /** The challenge is spent: too late, or too many tries. */
  onOver: () => void;
}

/** The step is its field: one types at once. */
function focus(field: HTMLInputElement | null): void {
  field?.focus();
}

/** The second half of a sign-in: a code, a passkey, or a recovery code. */
export function SecondFactor({ needed, onSignedIn, onOver }: Props) {
  const methods = proofMethods(needed.methods);
  const [isRecovery, setRecovery] = useState(!methods.includes('code') && !methods.includes('passkey'));
  const [code, setCode] = useState('');
  const attempt = useMutation({
    mutationFn: (factor: Omit<SecondFactorIn, 'challenge'>) => finishSecondFactor({ challenge: needed.challenge, ...factor }),
    onSuccess: onSignedIn,
    onError: (error) => {
      setCode('');
      if (error instanceof ApiError && error.kind === 'second-factor-over') onOver();
    },
  });
  const passkey = useMutation({
    mutationFn: () => showPasskey(needed.passkey_options ?? {}),
    onSuccess: (credential) => credential && attempt.mutate({ passkey: credential }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!attempt.isPending) attempt.mutate(isRecovery ? { recovery_code: code } : { code });
  };
  const hasCode = methods.includes('code') || isRecovery;
  return (
    <div className="grid gap-4">
      {methods.includes('passkey') && !isRecovery && hasPasskeys() && (
        <Button look={hasCode ? 'secondary' : 'primary'} onClick={() => passkey.mutate()} isBusy={passkey.isPending || (attempt.isPending && !hasCode)}>
          <KeyRound size={16} aria-hidden />
          {m.auth_factor_passkey()}
        </Button>
      )}
      {passkey.data === null && <output className="text-13 text-ink-2">{m.auth_passkey_none()}</output>}
      {hasCode && (
        <form onSubmit={submit} className="grid gap-4">
          {isRecovery ? (
            <TextField
              key="recovery"
              label={m.auth_factor_recovery()}
              hint={m.auth_factor_recovery_hint()}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              ref={focus}
              required
              minLength={10}
              value={code}
              onChange={(event) => setCode(event.target.value)}
              className="font-mono"
            />
          ) : (
            <CodeField
              label={m.auth_factor_code()}
              hint={m.auth_factor_code_hint()}
              value={code}
              onChange={setCode}
              onComplete={(complete) => attempt.mutate({ code: complete })}
              ref={focus}
            />
          )}
          <Button type="submit" look="primary" isBusy={attempt.isPending}>
            {m.auth_factor_continue()}
          </Button>
        </form>
      )}
      <FormProblem error={attempt.error ?? passkey.error} words={factorWords} />
      <div className="flex flex-wrap justify-between gap-x-4 gap-y-2 text-13">
        {methods.includes('recovery_code') && (methods.length > 1) && (
          <button type="button" className="link" onClick={() => { setRecovery(!isRecovery); setCode(''); attempt.reset(); }}>
            {isRecovery ? m.auth_factor_use_code() : m.auth_factor_use_recovery()}
          </button>
        )}
        <button type="button" className="link" onClick={onOver}>
          {m.auth_factor_back()}
        </button>
      </div>
    </div>
  );
}
