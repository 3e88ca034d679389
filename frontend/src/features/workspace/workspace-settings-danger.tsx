import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { useDeleteWorkspace, useLeaveWorkspace } from './workspace-settings-api';
import { WorkspaceSettingsTransfer } from './workspace-settings-transfer';
import { membersQuery } from '@/api/team';
import type { WorkspaceOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { explain } from '@/components/notices';
import { Section } from '@/components/section';
import { useToast } from '@/components/toasts';
import { mayManage } from '@/lib/roles';
import { m } from '@/messages/messages';

/** Leaving, handing over, deleting: each asks before. */
export function WorkspaceSettingsDanger({ workspace }: { workspace: WorkspaceOut }) {
  const [asked, setAsked] = useState<'leave' | 'delete' | null>(null);
  const navigate = useNavigate();
  const say = useToast();
  const { data: members } = useQuery(membersQuery(workspace.id));
  const away = () => void navigate({ to: '/overview' });
  const leave = useLeaveWorkspace(workspace.id, away);
  const remove = useDeleteWorkspace(workspace.id, away);
  const isOwner = mayManage(workspace.role);
  const isLastOwner = isOwner && members?.items.filter((member) => member.role === 'owner').length === 1;
  const problem = {
    onError: (error: Error) => {
      setAsked(null);
      say({ text: explain(error), tone: 'problem' as const });
    },
  };
  return (
    <Section title={m.dashboard_ending()}>
      <div className="card divide-y divide-line">
        {isOwner && members && <WorkspaceSettingsTransfer workspace={workspace} members={members.items} />}
        <Line title={m.team_leave()} text={isLastOwner ? m.team_last_owner() : m.team_leave_text()}>
          {!isLastOwner && <Button onClick={() => setAsked('leave')}>{m.dashboard_leave()}</Button>}
        </Line>
        {isOwner && (
          <Line title={m.dashboard_delete()} text={m.dashboard_delete_text()}>
            <Button look="danger" onClick={() => setAsked('delete')}>
              {m.delete()}
            </Button>
          </Line>
        )}
      </div>
      <ConfirmDialog
        title={m.team_leave_title({ workspace: workspace.name })}
        action={m.team_leave()}
        isOpen={asked === 'leave'}
        isBusy={leave.isPending}
        onConfirm={() => leave.mutate(undefined, problem)}
        onClose={() => setAsked(null)}
      >
        <p>{m.team_leave_text()}</p>
      </ConfirmDialog>
      <ConfirmDialog
        title={m.dashboard_delete_title({ name: workspace.name })}
        action={m.dashboard_delete()}
        typed={workspace.name}
        isOpen={asked === 'delete'}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate(workspace.name, problem)}
        onClose={() => setAsked(null)}
      >
        <p>{m.dashboard_delete_text()}</p>
      </ConfirmDialog>
    </Section>
  );
}

function Line({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 p-5">
      <div className="grid min-w-48 flex-1 gap-1">
        <h3 className="font-label">{title}</h3>
        <p className="text-13 text-ink-2">{text}</p>
      </div>
      {children}
    </div>
  );
}
