import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { deleteAccount } from './api';
import { Owned } from './owned';
import { Panel } from './panel';
import { useProof } from './use-proof';
import { ownedWorkspacesOf } from '@/api/problems';
import { leave, useMe } from '@/app/session';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

/** The end of the account: asked twice, and with a proof. */
export function DeletePanel() {
  const { email } = useMe();
  const [isAsking, setAsking] = useState(false);
  const { proven, dialog } = useProof();
  const remove = useMutation({
    mutationFn: () => proven((proof) => deleteAccount(proof).then(() => true)),
    onSuccess: (isDone) => isDone && leave('/'),
  });
  const owned = ownedWorkspacesOf(remove.error);
  return (
    <Panel title={m.settings_delete()} lead={m.settings_delete_lead()}>
      {owned ? <Owned workspaces={owned} /> : <FormProblem error={remove.error} />}
      <Button className="justify-self-start" isBusy={remove.isPending} onClick={() => setAsking(true)}>
        <span className="text-down-strong">{m.settings_delete_action()}</span>
      </Button>
      <ConfirmDialog
        title={m.settings_delete_title()}
        action={m.settings_delete_confirm()}
        typed={email}
        isOpen={isAsking}
        onConfirm={() => {
          setAsking(false);
          remove.mutate();
        }}
        onClose={() => setAsking(false)}
      >
        <p>{m.settings_delete_text()}</p>
      </ConfirmDialog>
      {dialog}
    </Panel>
  );
}
