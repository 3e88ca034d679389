import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';

import { forget } from './api';
import { AuthFrame } from './auth-frame';
import { ApiError } from '@/api/client';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { useWait } from '@/components/wait';
import { m } from '@/messages/messages';

/** Ask for a link to set a new password. Every address is answered alike. */
export function ForgotPage() {
  const [email, setEmail] = useState('');
  const attempt = useMutation({ mutationFn: () => forget({ email }) });
  const wait = useWait(attempt.error);
  const refused = attempt.error instanceof ApiError ? attempt.error.field('email') : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!attempt.isPending) attempt.mutate();
  };
  if (attempt.isSuccess) {
    return (
      <AuthFrame title={m.auth_forgot_sent_title()} lead={<output>{m.auth_forgot_sent_text({ email })}</output>}>
        <div className="flex flex-wrap gap-x-6 gap-y-2 text-14">
          <BackToLogin />
          <button type="button" className="link" onClick={() => attempt.reset()}>
            {m.auth_forgot_again()}
          </button>
        </div>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={m.auth_forgot_title()} lead={m.auth_forgot_lead()}>
      <form onSubmit={submit} className="grid gap-4">
        <TextField
          label={m.auth_email()}
          type="email"
          name="email"
          autoComplete="username"
          required
          value={email}
          error={refused}
          onChange={(event) => setEmail(event.target.value)}
        />
        {!refused && <FormProblem error={attempt.error} />}
        <Button type="submit" look="primary" isBusy={attempt.isPending} disabled={wait > 0}>
          {m.auth_forgot_action()}
        </Button>
      </form>
      <BackToLogin />
    </AuthFrame>
  );
}

function BackToLogin() {
  return (
    <Link to="/login" className="link w-fit text-14">
      {m.auth_back_to_login()}
    </Link>
  );
}
