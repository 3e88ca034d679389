import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { reset } from './api';
import { leaveWithNewPassword } from './arrival';
import { AuthFrame } from './auth-frame';
import { DeadLink } from './dead-link';
import { useLinkToken } from './link-token';
import { ApiError } from '@/api/client';
import { Button, ButtonLink } from '@/components/button';
import { FormProblem } from '@/components/notices';
import { PasswordField } from '@/components/password-field';
import { m } from '@/messages/messages';

/** Set a new password with the link of a mail. */
export function ResetPage() {
  const token = useLinkToken();
  const [password, setPassword] = useState('');
  const attempt = useMutation({ mutationFn: (link: string) => reset({ token: link, password }), onSuccess: ({ email }) => leaveWithNewPassword(email) });
  const refused = attempt.error instanceof ApiError ? attempt.error : null;
  if (!token || refused?.kind === 'link-invalid') {
    return (
      <DeadLink isMissing={!token}>
        <ButtonLink to="/forgot" look="primary">
          {m.auth_ask_new_link()}
        </ButtonLink>
      </DeadLink>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!attempt.isPending && !attempt.isSuccess) attempt.mutate(token);
  };
  return (
    <AuthFrame title={m.auth_reset_title()} lead={m.auth_reset_lead()}>
      <form onSubmit={submit} className="grid gap-4">
        <PasswordField
          label={m.auth_new_password()}
          hint={m.auth_password_hint()}
          error={refused?.field('password')}
          name="password"
          autoComplete="new-password"
          minLength={8}
          maxLength={200}
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {refused?.status !== 422 && <FormProblem error={attempt.error} />}
        <Button type="submit" look="primary" isBusy={attempt.isPending || attempt.isSuccess}>
          {m.auth_reset_action()}
        </Button>
      </form>
    </AuthFrame>
  );
}
