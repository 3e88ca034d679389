import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { sessionsQuery, signOutEverywhere } from './api';
import { SectionHeader } from './section-header';
import { SessionRow } from './session-row';
import { leave } from '@/app/session';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { FormProblem, Problem } from '@/components/notices';
import { m } from '@/messages/messages';

/** Where one is signed in. */
export function SessionsSection() {
  const { data, error, refetch } = useQuery(sessionsQuery);
  const [isAsking, setAsking] = useState(false);
  const everywhere = useMutation({ mutationFn: signOutEverywhere, onSuccess: () => leave('/login') });
  const sessions = data?.items;
  return (
    <>
      <SectionHeader
        section="sessions"
        lead={sessions ? m.settings_sessions_lead({ count: sessions.length }) : <span className="skeleton inline-block h-4 w-60" />}
      >
        {sessions && <Button onClick={() => setAsking(true)}>{m.settings_everywhere()}</Button>}
      </SectionHeader>
      {error && !sessions && <Problem error={error} onRetry={() => void refetch()} />}
      <FormProblem error={everywhere.error} />
      {sessions ? (
        <ul className="card divide-y divide-line">
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      ) : (
        !error && <div className="card h-40" aria-busy aria-label={m.loading()} />
      )}
      <ConfirmDialog
        title={m.settings_everywhere_title()}
        action={m.settings_everywhere()}
        isOpen={isAsking}
        isBusy={everywhere.isPending}
        onConfirm={() => everywhere.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>{m.settings_everywhere_text()}</p>
      </ConfirmDialog>
    </>
  );
}
