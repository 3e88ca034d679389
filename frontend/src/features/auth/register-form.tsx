import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { register } from './api';
import { registerWords } from './words';
import { ApiError } from '@/api/client';
import type { SignedInOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { PasswordField } from '@/components/password-field';
import { useWait } from '@/components/wait';
import { m } from '@/messages/messages';

interface Props {
  /** An invitation's: the address it went to, which cannot be another. */
  invited?: { email: string; token: string } | undefined;
  action: string;
  onSignedIn: (answer: SignedInOut) => void;
}

/** A new account: a name, an address, a password; nothing else. */
export function RegisterForm({ invited, action, onSignedIn }: Props) {
  const [given, setGiven] = useState({ first_name: '', last_name: '', email: invited?.email ?? '', password: '' });
  const attempt = useMutation({
    mutationFn: () => register({ ...given, invite_token: invited?.token ?? null }),
    onSuccess: onSignedIn,
  });
  const wait = useWait(attempt.error);
  const refused = attempt.error instanceof ApiError ? attempt.error : null;
  const wire = (name: keyof typeof given) => ({
    name,
    value: given[name],
    error: refused?.field(name),
    onChange: (event: { target: { value: string } }) => setGiven({ ...given, [name]: event.target.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!attempt.isPending) attempt.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField {...wire('first_name')} label={m.auth_first_name()} autoComplete="given-name" maxLength={100} required />
        <TextField {...wire('last_name')} label={m.auth_last_name()} autoComplete="family-name" maxLength={100} />
      </div>
      <TextField
        {...wire('email')}
        label={m.auth_email()}
        type="email"
        autoComplete="username"
        required
        readOnly={invited !== undefined}
        className={invited ? 'text-ink-2' : ''}
      />
      <PasswordField
        {...wire('password')}
        label={m.auth_password()}
        hint={m.auth_password_hint()}
        autoComplete="new-password"
        minLength={8}
        maxLength={200}
        required
      />
      {refused?.status !== 422 && <FormProblem error={attempt.error} words={registerWords} />}
      <Button type="submit" look="primary" isBusy={attempt.isPending} disabled={wait > 0}>
        {action}
      </Button>
    </form>
  );
}
