import { useMutation } from '@tanstack/react-query';

import { resendConfirmation } from './api';
import { Button } from '@/components/button';
import { FormProblem } from '@/components/notices';
import { useWait } from '@/components/wait';
import { m } from '@/messages/messages';

/** The address is not known to be theirs: send the link again. */
export function Unconfirmed({ email }: { email: string }) {
  const resend = useMutation({ mutationFn: resendConfirmation });
  const wait = useWait(resend.error);
  return (
    <div className="grid justify-items-start gap-3">
      <p className="rounded-control bg-minor-soft px-3 py-2 text-14 text-minor-strong">{m.settings_email_unconfirmed()}</p>
      {resend.isSuccess ? (
        <output className="text-14 text-ink-2">{m.settings_email_resent({ email })}</output>
      ) : (
        <Button isBusy={resend.isPending} disabled={wait > 0} onClick={() => resend.mutate()}>
          {m.settings_email_resend()}
        </Button>
      )}
      <FormProblem error={resend.error} />
    </div>
  );
}
