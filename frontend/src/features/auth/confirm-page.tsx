import { useMutation, useQueryClient } from '@tanstack/react-query';

import { confirm } from './api';
import { AuthFrame } from './auth-frame';
import { DeadLink } from './dead-link';
import { useLinkToken } from './link-token';
import { meQuery } from '@/api/account';
import { ApiError } from '@/api/client';
import { useSession } from '@/app/use-session';
import { Button, ButtonLink } from '@/components/button';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

/** Confirm an address with the link of a mail. */
export function ConfirmPage() {
  const token = useLinkToken();
  const client = useQueryClient();
  const session = useSession();
  const attempt = useMutation({
    mutationFn: (link: string) => confirm({ token: link }),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
  if (!token || (attempt.error instanceof ApiError && attempt.error.kind === 'link-invalid')) {
    return (
      <DeadLink isMissing={!token} text={`${m.auth_link_dead_text()} ${m.auth_confirm_ask()}`}>
        <ButtonLink to="/settings/{-$section}" params={{ section: 'account' }} look="primary">
          {m.auth_to_settings()}
        </ButtonLink>
      </DeadLink>
    );
  }
  if (attempt.data) {
    return (
      <AuthFrame
        title={m.auth_confirm_done_title()}
        lead={<output>{m.auth_confirm_done_text({ email: attempt.data.email })}</output>}
      >
        <ButtonLink to={session.data ? '/overview' : '/login'} look="primary">
          {session.data ? m.to_overview() : m.auth_login_action()}
        </ButtonLink>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={m.auth_confirm_title()} lead={m.auth_confirm_lead()}>
      <FormProblem error={attempt.error} words={(error) => words(error)} />
      <Button look="primary" isBusy={attempt.isPending} onClick={() => attempt.mutate(token)}>
        {m.auth_confirm_action()}
      </Button>
    </AuthFrame>
  );
}

function words(error: Error): string {
  return error instanceof ApiError && error.status === 409 ? m.auth_confirm_taken() : error.message;
}
