import { useState } from 'react';

import { useTransferWorkspace } from './workspace-settings-api';
import type { MemberOut, WorkspaceOut } from '@/api/schema/types.gen';
import { useMe } from '@/app/session';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { Select } from '@/components/field';
import { explain } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

/** Hand the workspace over to another member. */
export function WorkspaceSettingsTransfer({ workspace, members }: { workspace: WorkspaceOut; members: readonly MemberOut[] }) {
  const me = useMe();
  const say = useToast();
  const others = members.filter((member) => member.user_id !== me.id);
  const [heirId, setHeirId] = useState('');
  const [isAsked, setAsked] = useState(false);
  const transfer = useTransferWorkspace(workspace.id);
  const heir = others.find((member) => member.user_id === heirId);
  const name = heir ? nameOf(heir) : '';
  const settle = { onError: (error: Error) => say({ text: explain(error), tone: 'problem' as const }), onSettled: () => setAsked(false) };
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 p-5">
      <div className="grid min-w-48 flex-1 gap-1">
        <h3 className="font-label">{m.team_transfer()}</h3>
        <p className="text-13 text-ink-2">{others.length ? m.dashboard_transfer_text() : m.dashboard_transfer_nobody()}</p>
      </div>
      {others.length > 0 && (
        <div className="flex flex-wrap gap-2">
          <Select label={m.dashboard_transfer_to()} isLabelHidden value={heirId} onChange={(event) => setHeirId(event.target.value)}>
            <option value="">{m.dashboard_transfer_to()}</option>
            {others.map((member) => (
              <option key={member.user_id} value={member.user_id}>
                {nameOf(member)}
              </option>
            ))}
          </Select>
          <Button disabled={!heir} onClick={() => setAsked(true)}>
            {m.dashboard_transfer()}
          </Button>
        </div>
      )}
      <ConfirmDialog
        title={m.team_transfer_title({ name })}
        action={m.team_transfer()}
        isOpen={isAsked}
        isBusy={transfer.isPending}
        onConfirm={() => heir && transfer.mutate(heir.user_id, settle)}
        onClose={() => setAsked(false)}
      >
        <p>{m.team_transfer_text({ name })}</p>
      </ConfirmDialog>
    </div>
  );
}

function nameOf({ first_name, last_name, email }: MemberOut): string {
  return `${first_name} ${last_name}`.trim() || email || m.team_nameless();
}
