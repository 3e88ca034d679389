import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { PersonCard } from './person-card';
import { PersonFrame } from './person-frame';
import { ApiError } from '@/api/client';
import { personQuery } from '@/api/team';
import { useSession } from '@/app/use-session';
import { ButtonLink } from '@/components/button';
import { Problem } from '@/components/notices';
import { nameOf } from '@/lib/person';
import { m } from '@/messages/messages';

const route = getRouteApi('/people/$userId');

/** A person's page, as far as the person shows it. Open to everybody; who is signed in is known first. */
export function PersonPage() {
  const { userId } = route.useParams();
  const session = useSession();
  const { data, error, refetch } = useQuery({ ...personQuery(userId), enabled: !session.isPending });
  const me = session.data ?? null;
  const isHidden = error instanceof ApiError && [401, 404, 422].includes(error.status);
  return (
    <PersonFrame isSignedIn={me !== null}>
      <title>{`${data ? nameOf(data) || m.people_nameless() : m.people_doc_title()} · Healther`}</title>
      {data ? (
        <PersonCard person={data} me={me?.id === data.id ? me : null} />
      ) : isHidden ? (
        <Hidden isSignedIn={me !== null} next={`/people/${userId}`} />
      ) : error ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : (
        <div className="flex items-center gap-6" aria-busy aria-label={m.loading()}>
          <div className="skeleton size-26 shrink-0 rounded-full" />
          <div className="skeleton h-9 w-60" />
        </div>
      )}
    </PersonFrame>
  );
}

function Hidden({ isSignedIn, next }: { isSignedIn: boolean; next: string }) {
  return (
    <div className="grid justify-items-start gap-3">
      <h1 className="text-24 font-heading">{m.people_hidden_title()}</h1>
      <p className="max-w-[60ch] text-14 text-ink-2">{isSignedIn ? m.people_hidden_signed_in() : m.people_hidden_stranger()}</p>
      {isSignedIn ? (
        <ButtonLink to="/overview">{m.to_overview()}</ButtonLink>
      ) : (
        <ButtonLink to="/login" search={{ next }} look="primary">
          {m.people_sign_in()}
        </ButtonLink>
      )}
    </div>
  );
}
