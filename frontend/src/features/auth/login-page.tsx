import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { useState } from 'react';

import { secondFactorQuery } from './api';
import { emailOfNewPassword, useArrive } from './arrival';
import { AuthFrame } from './auth-frame';
import { Invited, useKeptOffer } from './invited';
import { LoginForm } from './login-form';
import { Notice } from './notice';
import { OtherWays } from './other-ways';
import { SecondFactor } from './second-factor';
import { arrivalProblem } from './words';
import { methodsQuery } from '@/api/account';
import type { SecondFactorOut } from '@/api/schema/types.gen';
import { useSession } from '@/app/use-session';
import { m } from '@/messages/messages';

const route = getRouteApi('/login');

/** Sign in: with GitHub, a passkey or a password, and a second factor if the account has one. */
export function LoginPage() {
  const { next, problem, second_factor: isArriving } = route.useSearch();
  const [needed, setNeeded] = useState<SecondFactorOut | null>(null);
  const [isOver, setOver] = useState(false);
  const [renewed] = useState(emailOfNewPassword);
  const arriving = useQuery({ ...secondFactorQuery, enabled: isArriving === 1 && !isOver });
  const session = useSession();
  const arrive = useArrive(next);
  const { offer } = useKeptOffer(next === '/invite');
  const factor = needed ?? (isOver ? null : arriving.data);

  if (session.data && !factor) return <Navigate to={next ?? '/overview'} replace />;
  if (factor) {
    const over = () => {
      setNeeded(null);
      setOver(true);
    };
    return (
      <AuthFrame title={m.auth_factor_title()} lead={m.auth_factor_lead()}>
        <SecondFactor needed={factor} onSignedIn={arrive} onOver={over} />
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={m.auth_login_title()} lead={offer ? <Invited offer={offer} /> : <NewHere next={next} />}>
      {renewed && <Notice tone="good">{m.auth_reset_done()}</Notice>}
      {problem && !isOver && <Notice tone="problem">{arrivalProblem(problem)}</Notice>}
      {(isOver || arriving.isError) && <Notice tone="problem">{m.auth_factor_over()}</Notice>}
      <OtherWays next={next} />
      <LoginForm
        key={offer?.email}
        email={offer?.email ?? renewed ?? undefined}
        onSignedIn={arrive}
        onSecondFactor={(found) => {
          setOver(false);
          setNeeded(found);
        }}
      />
    </AuthFrame>
  );
}

function NewHere({ next }: { next: string | undefined }) {
  const { data: methods } = useQuery(methodsQuery);
  if (methods?.registration === 'closed') return m.auth_new_here_closed();
  if (methods?.registration === 'invite') return m.auth_new_here_invite();
  return (
    <>
      {m.auth_new_here()}{' '}
      <Link to="/register" search={next ? { next } : {}} className="link">
        {m.auth_create_link()}
      </Link>
    </>
  );
}
