import { useQuery } from '@tanstack/react-query';

import { offerQuery } from './api';
import { keptInvitation } from './link-token';
import type { OfferOut } from '@/api/schema/types.gen';
import { m } from '@/messages/messages';

/** Who invites to what, as one sentence. */
export function Invited({ offer }: { offer: OfferOut }) {
  const words = { name: offer.invited_by };
  return (
    <>
      <strong className="font-label text-ink-1">{m.auth_invite_title({ workspace: offer.workspace })}</strong>
      {'. '}
      {offer.role === 'admin' ? m.auth_invite_as_admin(words) : m.auth_invite_as_observer(words)}
    </>
  );
}

/** The invitation that this tab still has to accept, if it is good. */
export function useKeptOffer(isWanted = true): { token: string | null; offer: OfferOut | undefined; isPending: boolean } {
  const token = keptInvitation();
  const { data, isLoading } = useQuery({ ...offerQuery(token ?? ''), enabled: isWanted && token !== null });
  return { token, offer: isWanted && token ? data : undefined, isPending: isLoading };
}
