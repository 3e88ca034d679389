import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { offerQuery } from './api';
import { AuthFrame } from './auth-frame';
import { DeadLink } from './dead-link';
import { InviteChoice } from './invite-choice';
import { keepInvitation, keptInvitation, useLinkToken } from './link-token';
import { ApiError } from '@/api/client';
import { useSession } from '@/app/use-session';
import { ButtonLink } from '@/components/button';
import { Problem } from '@/components/notices';
import { m } from '@/messages/messages';

/** An invitation: what it offers, and what this person can do with it. Looking uses nothing up. */
export function InvitePage() {
  const linked = useLinkToken();
  const token = linked ?? keptInvitation();
  const offer = useQuery({ ...offerQuery(token ?? ''), enabled: token !== null });
  const session = useSession();
  const isDead = offer.error instanceof ApiError && offer.error.status === 404;
  useEffect(() => {
    if (linked) keepInvitation(linked);
  }, [linked]);
  useEffect(() => {
    if (isDead) keepInvitation(null);
  }, [isDead]);

  if (!token) {
    return (
      <DeadLink isMissing>
        <ButtonLink to="/overview">{m.to_overview()}</ButtonLink>
      </DeadLink>
    );
  }
  if (isDead) {
    return (
      <AuthFrame title={m.auth_invite_dead_title()} lead={m.auth_invite_dead_text()}>
        <ButtonLink to="/overview">{m.to_overview()}</ButtonLink>
      </AuthFrame>
    );
  }
  if (offer.error) {
    return (
      <AuthFrame title={m.auth_invite_doc_title()}>
        <Problem error={offer.error} onRetry={() => void offer.refetch()} />
      </AuthFrame>
    );
  }
  if (!offer.data || session.isPending) {
    return (
      <AuthFrame title={m.auth_invite_doc_title()}>
        <div className="grid gap-3" aria-busy aria-label={m.loading()}>
          <div className="skeleton h-5 w-3/4" />
          <div className="skeleton h-10" />
        </div>
      </AuthFrame>
    );
  }
  return <InviteChoice token={token} offer={offer.data} me={session.data ?? null} />;
}
