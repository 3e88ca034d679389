import { useMutation, useQueryClient } from '@tanstack/react-query';

import { renewRecoveryCodes, SECURITY } from './api';
import { Panel } from './panel';
import { RecoveryCodesDialog } from './recovery-codes-dialog';
import { useProof } from './use-proof';
import { Button } from '@/components/button';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

/** Recovery codes: how many are left, and new ones. */
export function RecoveryPanel({ left }: { left: number }) {
  const { proven, dialog } = useProof();
  const client = useQueryClient();
  const renew = useMutation({
    mutationFn: () => proven(renewRecoveryCodes),
    onSuccess: () => client.invalidateQueries({ queryKey: SECURITY }),
  });
  return (
    <Panel
      title={m.settings_recovery()}
      lead={m.settings_recovery_lead()}
      aside={
        <>
          <span className="text-13 font-label text-ink-2">{m.settings_recovery_left({ count: left })}</span>
          <Button isBusy={renew.isPending} onClick={() => renew.mutate()}>
            {m.settings_recovery_renew()}
          </Button>
        </>
      }
    >
      <FormProblem error={renew.error} />
      {renew.data?.recovery_codes && <RecoveryCodesDialog codes={renew.data.recovery_codes} onClose={() => renew.reset()} />}
      {dialog}
    </Panel>
  );
}
