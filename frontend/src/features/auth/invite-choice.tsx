import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';

import { acceptInvite } from './api';
import { AuthFrame } from './auth-frame';
import { Invited } from './invited';
import { keepInvitation } from './link-token';
import { OtherWays } from './other-ways';
import { RegisterForm } from './register-form';
import { api } from '@/api/client';
import type { LogoutData, OfferOut, SignedInOut, UserOut } from '@/api/schema/types.gen';
import { leave, startSession } from '@/app/session';
import { Button, ButtonLink } from '@/components/button';
import { FormProblem } from '@/components/notices';
import { longDate } from '@/lib/format';
import { m } from '@/messages/messages';

interface Props {
  token: string;
  offer: OfferOut;
  /** Who is signed in; null: nobody. */
  me: UserOut | null;
}

const HERE = { next: '/invite' };
/** Names and addresses may be longer than a small screen. */
const LONG = 'py-2 whitespace-normal!';

/** What to do about an invitation: accept it, switch to the right account, sign in, or register. */
export function InviteChoice({ token, offer, me }: Props) {
  const client = useQueryClient();
  const router = useRouter();
  const accept = useMutation({
    mutationFn: () => acceptInvite(token),
    onSuccess: async ({ workspace_id: id }) => {
      keepInvitation(null);
      await client.invalidateQueries();
      router.history.replace(`/w/${id}`);
    },
  });
  const begin = (answer: SignedInOut) => {
    startSession(client, answer);
    accept.mutate();
  };
  if (me && me.email !== offer.email) return <Other offer={offer} me={me} />;
  const title = m.auth_invite_title({ workspace: offer.workspace });
  return (
    <AuthFrame title={title} tab={m.auth_invite_doc_title()} lead={<Lead offer={offer} />}>
      <FormProblem error={accept.error} />
      {me || accept.isPending || accept.isError ? (
        <>
          <Button look="primary" className={LONG} isBusy={accept.isPending} onClick={() => accept.mutate()}>
            {m.auth_invite_accept({ workspace: offer.workspace })}
          </Button>
          <p className="text-13 text-ink-3">{m.auth_invite_you_are({ email: offer.email })}</p>
        </>
      ) : offer.has_account ? (
        <ButtonLink to="/login" search={HERE} look="primary" className={LONG}>
          {m.auth_invite_sign_in({ email: offer.email })}
        </ButtonLink>
      ) : (
        <>
          <OtherWays next="/invite" hasPasskey={false} />
          <RegisterForm invited={{ email: offer.email, token }} action={m.auth_invite_register_action()} onSignedIn={begin} />
        </>
      )}
    </AuthFrame>
  );
}

function Lead({ offer }: { offer: OfferOut }) {
  const words = { name: offer.invited_by };
  return (
    <>
      {offer.role === 'admin' ? m.auth_invite_as_admin(words) : m.auth_invite_as_observer(words)}{' '}
      <span className="text-ink-3">{m.auth_invite_until({ date: longDate(offer.expires_at) })}</span>
    </>
  );
}

/** Signed in, but not as the person that was invited. */
function Other({ offer, me }: { offer: OfferOut; me: UserOut }) {
  const change = useMutation({
    mutationFn: () => api<LogoutData, void>('POST', '/api/v1/auth/logout', {}),
    onSuccess: () => leave(offer.has_account ? '/login?next=/invite' : '/invite'),
  });
  return (
    <AuthFrame
      title={m.auth_invite_other_title()}
      tab={m.auth_invite_doc_title()}
      lead={m.auth_invite_other_text({ invited: offer.email, email: me.email })}
    >
      <p className="card p-4 text-14 text-ink-2">
        <Invited offer={offer} />
      </p>
      <FormProblem error={change.error} />
      <div className="grid gap-3">
        <Button look="primary" className={LONG} isBusy={change.isPending} onClick={() => change.mutate()}>
          {m.auth_invite_switch({ email: offer.email })}
        </Button>
        <ButtonLink to="/overview" className={LONG}>{m.auth_invite_stay({ email: me.email })}</ButtonLink>
      </div>
    </AuthFrame>
  );
}
