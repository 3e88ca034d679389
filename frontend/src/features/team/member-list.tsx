import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { useChangeRole, useLeave, useRemoveMember, useTransfer } from './api';
import { MemberDialog, type MemberAct } from './member-dialog';
import { MemberRow } from './member-row';
import { refusalWords } from './words';
import type { MemberOut, WorkspaceOut } from '@/api/schema/types.gen';
import { useMe } from '@/app/session';
import { Section } from '@/components/section';
import { useToast } from '@/components/toasts';
import { mayManage } from '@/lib/roles';
import { m } from '@/messages/messages';

/** Members with what may be done with them. */
export function MemberList({ workspace, members }: { workspace: WorkspaceOut; members: readonly MemberOut[] }) {
  const me = useMe();
  const say = useToast();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<MemberAct | null>(null);
  const change = useChangeRole(workspace.id);
  const remove = useRemoveMember(workspace.id);
  const transfer = useTransfer(workspace.id);
  const leave = useLeave(workspace.id, () => void navigate({ to: '/overview' }));
  const owners = members.filter((member) => member.role === 'owner').length;
  const done = {
    onSuccess: () => setAsked(null),
    onError: (error: Error) => {
      setAsked(null);
      say({ text: refusalWords(error), tone: 'problem' });
    },
  };
  const confirm = ({ kind, member, role }: MemberAct) => {
    if (kind === 'leave') leave.mutate(undefined, done);
    else if (kind === 'remove') remove.mutate(member.user_id, done);
    else if (kind === 'transfer') transfer.mutate(member.user_id, done);
    else if (role) change.mutate({ userId: member.user_id, role }, done);
  };
  return (
    <Section title={m.team_members()}>
      <ul className="card divide-y divide-line">
        {members.map((member) => (
          <MemberRow
            key={member.user_id}
            member={member}
            isMe={member.user_id === me.id}
            isManager={mayManage(workspace.role)}
            onRole={(role) =>
              member.user_id === me.id ? setAsked({ kind: 'step-down', member, role }) : change.mutate({ userId: member.user_id, role }, done)
            }
            onAct={(kind) => setAsked({ kind, member })}
          />
        ))}
      </ul>
      <MemberDialog
        act={asked}
        workspaceName={workspace.name}
        isLastOwner={asked?.member.role === 'owner' && owners === 1}
        isBusy={change.isPending || remove.isPending || transfer.isPending || leave.isPending}
        onConfirm={confirm}
        onClose={() => setAsked(null)}
      />
    </Section>
  );
}
