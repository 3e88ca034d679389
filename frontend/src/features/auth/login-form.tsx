import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';

import { login } from './api';
import { loginWords } from './words';
import { secondFactorOf } from '@/api/problems';
import type { SecondFactorOut, SignedInOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { PasswordField } from '@/components/password-field';
import { useWait } from '@/components/wait';
import { m } from '@/messages/messages';

interface Props {
  email?: string;
  onSignedIn: (answer: SignedInOut) => void;
  onSecondFactor: (needed: SecondFactorOut) => void;
}

/** The address is known: one types the password. */
function whenThere(field: HTMLInputElement | null): void {
  field?.focus();
}

/** Address and password. */
export function LoginForm({ email = '', onSignedIn, onSecondFactor }: Props) {
  const [given, setGiven] = useState({ email, password: '' });
  const attempt = useMutation({
    mutationFn: login,
    onSuccess: onSignedIn,
    onError: (error) => {
      const needed = secondFactorOf(error);
      if (needed) onSecondFactor(needed);
    },
  });
  const wait = useWait(attempt.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!attempt.isPending) attempt.mutate(given);
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField
        label={m.auth_email()}
        type="email"
        name="email"
        autoComplete="username"
        required
        value={given.email}
        onChange={(event) => setGiven({ ...given, email: event.target.value })}
      />
      <PasswordField
        label={m.auth_password()}
        name="password"
        autoComplete="current-password"
        required
        ref={email ? whenThere : undefined}
        value={given.password}
        onChange={(event) => setGiven({ ...given, password: event.target.value })}
        aside={<Link to="/forgot" className="link">{m.auth_forgot_link()}</Link>}
      />
      <FormProblem error={attempt.error} words={loginWords} />
      <Button type="submit" look="primary" isBusy={attempt.isPending} disabled={wait > 0}>
        {m.auth_login_action()}
      </Button>
    </form>
  );
}
