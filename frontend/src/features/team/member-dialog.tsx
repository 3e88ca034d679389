import { nameOf } from './words';
import type { MemberOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { Dialog } from '@/components/dialog';
import type { Role } from '@/lib/roles';
import { m } from '@/messages/messages';

export interface MemberAct {
  kind: 'leave' | 'remove' | 'transfer' | 'step-down';
  member: MemberOut;
  role?: Role;
}

interface Props {
  act: MemberAct | null;
  workspaceName: string;
  isLastOwner: boolean;
  isBusy: boolean;
  onConfirm: (act: MemberAct) => void;
  onClose: () => void;
}

/** Asks before rights are lost; the last owner is told what to do instead. */
export function MemberDialog({ act, workspaceName, isLastOwner, isBusy, onConfirm, onClose }: Props) {
  const name = act ? nameOf(act.member) : '';
  const words = {
    leave: { title: m.team_leave_title({ workspace: workspaceName }), text: m.team_leave_text(), action: m.team_leave() },
    remove: { title: m.team_remove_title({ name }), text: m.team_remove_text(), action: m.remove() },
    transfer: { title: m.team_transfer_title({ name }), text: m.team_transfer_text({ name }), action: m.team_transfer() },
    'step-down': { title: m.team_step_down_title(), text: m.team_step_down_text(), action: m.team_step_down() },
  }[act?.kind ?? 'leave'];
  const isBlocked = isLastOwner && act?.kind !== 'transfer';
  if (isBlocked) {
    return (
      <Dialog title={words.title} isOpen={act !== null} onClose={onClose}>
        <p className="text-ink-2">{m.team_last_owner()}</p>
        <div className="flex justify-end">
          <Button onClick={onClose}>{m.close()}</Button>
        </div>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      title={words.title}
      action={words.action}
      isOpen={act !== null}
      isBusy={isBusy}
      onConfirm={() => act && onConfirm(act)}
      onClose={onClose}
    >
      <p>{words.text}</p>
    </ConfirmDialog>
  );
}
