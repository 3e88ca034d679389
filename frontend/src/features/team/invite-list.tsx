import { useInviteAct } from './api';
import { refusalWords, ROLE_WORDS } from './words';
import type { InviteOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { Section } from '@/components/section';
import { Ago, Until } from '@/components/time';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

/** Invitations that wait for an answer, or have expired. */
export function InviteList({ workspaceId, invites }: { workspaceId: string; invites: readonly InviteOut[] }) {
  const act = useInviteAct(workspaceId);
  const say = useToast();
  const run = (invite: InviteOut, what: 'resend' | 'revoke') =>
    act.mutate(
      { id: invite.id, act: what },
      {
        onSuccess: () => say({ text: (what === 'resend' ? m.team_resent : m.team_revoked)({ email: invite.email }) }),
        onError: (error) => say({ text: refusalWords(error), tone: 'problem' }),
      },
    );
  return (
    <Section title={m.team_pending()}>
      <ul className="card divide-y divide-line">
        {invites.map((invite) => (
          <li key={invite.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <span className="grid min-w-40 flex-1">
              <span className="truncate font-label">{invite.email}</span>
              <span className="text-13 text-ink-3">
                {m.team_invited_by({ role: ROLE_WORDS[invite.role](), name: invite.invited_by })} <Ago at={invite.sent_at} />
                {' · '}
                {invite.is_alive ? <>{m.team_expires()} <Until at={invite.expires_at} /></> : <span className="text-down-strong">{m.team_expired()}</span>}
              </span>
            </span>
            <span className="flex gap-2">
              <Button aria-label={m.team_resend_to({ email: invite.email })} onClick={() => run(invite, 'resend')}>
                {m.team_resend()}
              </Button>
              <Button look="quiet" aria-label={m.team_revoke_of({ email: invite.email })} onClick={() => run(invite, 'revoke')}>
                {m.team_revoke()}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
