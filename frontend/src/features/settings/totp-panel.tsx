import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { removeTotp, SECURITY, setUpTotp } from './api';
import { OnOff } from './on-off';
import { Panel } from './panel';
import { RecoveryCodesDialog } from './recovery-codes-dialog';
import { TotpDialog } from './totp-dialog';
import { useProof } from './use-proof';
import { Button } from '@/components/button';
import { FormProblem } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

/** The authenticator app: set up, remove. */
export function TotpPanel({ isOn }: { isOn: boolean }) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const { proven, dialog } = useProof();
  const client = useQueryClient();
  const say = useToast();
  const refresh = () => client.invalidateQueries({ queryKey: SECURITY });
  const begin = useMutation({ mutationFn: () => proven(setUpTotp) });
  const remove = useMutation({
    mutationFn: () => proven((proof) => removeTotp(proof).then(() => true)),
    onSuccess: (isDone) => {
      if (isDone) say({ text: m.settings_totp_removed() });
      return refresh();
    },
  });
  const turnedOn = (recovery: string[] | null) => {
    begin.reset();
    setCodes(recovery);
    return refresh();
  };
  return (
    <Panel
      title={m.settings_totp()}
      lead={m.settings_totp_lead()}
      aside={
        <>
          <OnOff isOn={isOn} />
          {isOn ? (
            <Button isBusy={remove.isPending} onClick={() => remove.mutate()}>
              {m.settings_totp_remove()}
            </Button>
          ) : (
            <Button isBusy={begin.isPending} onClick={() => begin.mutate()}>
              {m.settings_totp_set_up()}
            </Button>
          )}
        </>
      }
    >
      <FormProblem error={begin.error ?? remove.error} />
      {begin.data && <TotpDialog totp={begin.data} onDone={turnedOn} onClose={() => begin.reset()} />}
      {codes && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
      {dialog}
    </Panel>
  );
}
