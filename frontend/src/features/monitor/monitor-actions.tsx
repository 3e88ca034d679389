import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import type { MonitorOut } from '@/api/schema/types.gen';
import { Button, ButtonLink } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { LazyMenu } from '@/components/lazy-menu';
import { explain, FormProblem } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';
import { useDelete, usePause } from './api';

interface Props {
  monitor: MonitorOut;
  isChecking: boolean;
  onCheck: () => void;
}

/** Check now, pause or resume, edit, delete. */
export function MonitorActions({ monitor, isChecking, onCheck }: Props) {
  const [isDeleting, setDeleting] = useState(false);
  const say = useToast();
  const pause = usePause(monitor.id);
  const remove = useDelete(monitor);
  const navigate = useNavigate();
  const params = { workspaceId: monitor.workspace_id, monitorId: String(monitor.id) };
  const isPaused = monitor.state === 'paused';
  const fail = (error: Error) => say({ text: explain(error), tone: 'problem' });
  const toggle = () =>
    pause.mutate(!isPaused, {
      onSuccess: () =>
        say({
          text: isPaused ? m.monitor_resumed({ name: monitor.name }) : m.monitor_paused({ name: monitor.name }),
          undo: () => pause.mutate(isPaused, { onError: fail }),
        }),
      onError: fail,
    });
  const destroy = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        say({ text: m.monitor_deleted({ name: monitor.name }) });
        void navigate({ to: '/w/$workspaceId', params });
      },
    });
  return (
    <>
      {monitor.kind !== 'heartbeat' && (
        <Button onClick={onCheck} isBusy={isChecking}>
          {m.monitor_check()}
        </Button>
      )}
      <Button onClick={toggle}>{isPaused ? m.monitor_resume() : m.monitor_pause()}</Button>
      <ButtonLink to="/w/$workspaceId/monitors/$monitorId/edit" params={params}>
        {m.edit()}
      </ButtonLink>
      <LazyMenu label={m.more()} items={[{ id: 'delete', label: m.monitor_delete(), isDangerous: true, onAction: () => setDeleting(true) }]} />
      <ConfirmDialog
        title={m.monitor_delete_title({ name: monitor.name })}
        action={m.monitor_delete()}
        isOpen={isDeleting}
        isBusy={remove.isPending}
        onConfirm={destroy}
        onClose={() => setDeleting(false)}
      >
        <p>{m.monitor_delete_text()}</p>
        <FormProblem error={remove.error} />
      </ConfirmDialog>
    </>
  );
}
