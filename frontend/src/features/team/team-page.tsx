import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';

import { InviteDialog } from './invite-dialog';
import { InviteList } from './invite-list';
import { MemberList } from './member-list';
import { RoleLegend } from './role-legend';
import { invitesQuery, membersQuery } from '@/api/team';
import { workspaceQuery } from '@/api/workspaces';
import { Button } from '@/components/button';
import { Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Skeleton } from '@/components/skeleton';
import { mayManage } from '@/lib/roles';
import { m } from '@/messages/messages';

const route = getRouteApi('/app/w/$workspaceId/team');

/** The people of a workspace, and who is invited. */
export function TeamPage() {
  const { workspaceId } = route.useParams();
  const workspace = useQuery(workspaceQuery(workspaceId));
  const members = useQuery(membersQuery(workspaceId));
  const isManager = workspace.data !== undefined && mayManage(workspace.data.role);
  const invites = useQuery({ ...invitesQuery(workspaceId), enabled: isManager });
  const [isInviting, setInviting] = useState(false);
  const people = members.data?.items ?? [];
  const waiting = invites.data?.items ?? [];
  const error = workspace.error ?? members.error;
  const isWhole = members.data !== undefined && workspace.data !== undefined && !(isManager && invites.isPending);
  const situation =
    people.length === 1 && !waiting.length
      ? m.team_alone()
      : [m.team_count({ count: people.length }), waiting.length ? m.team_waiting({ count: waiting.length }) : ''].join(' ');
  return (
    <>
      <PageHeader
        title={m.shell_team()}
        tab={workspace.data && `${m.shell_team()} · ${workspace.data.name}`}
        situation={isWhole ? situation : '\u00a0'}
      >
        {isManager && (
          <Button look="primary" onClick={() => setInviting(true)}>
            {m.team_invite()}
          </Button>
        )}
      </PageHeader>
      {error && !members.data && <Problem error={error} onRetry={() => void members.refetch()} />}
      {!error && !isWhole && <Skeleton rows={4} height={64} />}
      {members.data && workspace.data && isWhole && (
        <div className="grid gap-8">
          <MemberList workspace={workspace.data} members={people} />
          {isManager && waiting.length > 0 && <InviteList workspaceId={workspaceId} invites={waiting} />}
          <RoleLegend />
        </div>
      )}
      <InviteDialog workspaceId={workspaceId} isOpen={isInviting} onClose={() => setInviting(false)} />
    </>
  );
}
