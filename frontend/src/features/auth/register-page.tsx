import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';

import { useArrive } from './arrival';
import { AuthFrame } from './auth-frame';
import { Invited, useKeptOffer } from './invited';
import { OtherWays } from './other-ways';
import { RegisterForm } from './register-form';
import { methodsQuery } from '@/api/account';
import { useSession } from '@/app/use-session';
import { m } from '@/messages/messages';

const route = getRouteApi('/register');

/** A new account, by oneself or with an invitation. */
export function RegisterPage() {
  const { next } = route.useSearch();
  const { data: methods } = useQuery(methodsQuery);
  const session = useSession();
  const { token, offer, isPending } = useKeptOffer();
  const arrive = useArrive(offer ? '/invite' : next);
  if (session.data) return <Navigate to={next ?? '/overview'} replace />;
  if (!offer && !isPending && methods?.registration === 'closed') {
    return <Shut title={m.auth_register_closed_title()} text={m.auth_register_closed_text()} />;
  }
  if (!offer && !isPending && methods?.registration === 'invite') {
    return <Shut title={m.auth_register_invite_title()} text={m.auth_register_invite_text()} />;
  }
  return (
    <AuthFrame title={m.auth_register_title()} lead={offer ? <Invited offer={offer} /> : <HaveOne next={next} />}>
      <OtherWays next={offer ? '/invite' : next} hasPasskey={false} />
      <RegisterForm
        key={offer?.email}
        invited={offer && token ? { email: offer.email, token } : undefined}
        action={m.auth_register_action()}
        onSignedIn={arrive}
      />
      {offer && (
        <p className="text-13 text-ink-2">
          <HaveOne next="/invite" />
        </p>
      )}
    </AuthFrame>
  );
}

function HaveOne({ next }: { next: string | undefined }) {
  return (
    <>
      {m.auth_register_have()}{' '}
      <Link to="/login" search={next ? { next } : {}} className="link">
        {m.auth_login_action()}
      </Link>
    </>
  );
}

function Shut({ title, text }: { title: string; text: string }) {
  return (
    <AuthFrame title={title} lead={text}>
      <Link to="/login" className="link w-fit text-14">
        {m.auth_back_to_login()}
      </Link>
    </AuthFrame>
  );
}
