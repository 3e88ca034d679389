import { useMutation, useQuery } from '@tanstack/react-query';

import { useMe } from './session';
import { meQuery } from '@/api/account';
import { api } from '@/api/client';
import type { ResendConfirmationData } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { explain } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

/** The address is not confirmed: what that keeps one from, and another letter. */
export function UnconfirmedBanner() {
  const me = useMe();
  const say = useToast();
  // The letter is opened in another tab: look again when one comes back.
  useQuery({ ...meQuery, refetchOnWindowFocus: 'always', enabled: !me.email_confirmed });
  const resend = useMutation({
    mutationFn: () => api<ResendConfirmationData, void>('POST', '/api/v1/me/email/confirmation', {}),
    onSuccess: () => say({ text: m.shell_confirmation_sent({ email: me.email }) }),
    onError: (error) => say({ text: explain(error), tone: 'problem' }),
  });
  if (me.email_confirmed) return null;
  return (
    <aside aria-label={m.notices()} className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-minor-soft px-4 py-2.5 sm:px-6 text-14 text-ink-1">
      <span className="min-w-[min(100%,20rem)] flex-1">{m.shell_unconfirmed({ email: me.email })}</span>
      <Button look="quiet" className="max-sm:-ml-4" isBusy={resend.isPending} onClick={() => resend.mutate()}>
        {m.shell_resend()}
      </Button>
    </aside>
  );
}
