import { useState } from 'react';

import { useRevoke } from './api';
import type { ExclusionOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { TextArea } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

/** Let time that was left out count again; why is written down. */
export function RevokeDialog({ workspaceId, exclusion, onClose }: { workspaceId: string; exclusion: ExclusionOut | null; onClose: () => void }) {
  return (
    <Dialog title={m.maintenance_revoke_title()} isOpen={exclusion !== null} onClose={onClose}>
      {exclusion && <RevokeForm workspaceId={workspaceId} exclusion={exclusion} onClose={onClose} />}
    </Dialog>
  );
}

function RevokeForm({ workspaceId, exclusion, onClose }: { workspaceId: string; exclusion: ExclusionOut; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const revoke = useRevoke(workspaceId);
  const say = useToast();
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        revoke.mutate(
          { id: exclusion.id, reason: reason.trim() },
          {
            onSuccess: () => {
              say({ text: m.maintenance_revoke_done() });
              onClose();
            },
          },
        );
      }}
    >
      <p className="text-14 text-ink-2">{m.maintenance_revoke_text({ reason: exclusion.reason })}</p>
      <TextArea label={m.maintenance_why()} required maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
      <FormProblem error={revoke.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{m.cancel()}</Button>
        <Button type="submit" look="primary" isBusy={revoke.isPending}>
          {m.maintenance_revoke()}
        </Button>
      </div>
    </form>
  );
}
