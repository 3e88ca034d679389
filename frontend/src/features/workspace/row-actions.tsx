import { useCheckNow } from './api';
import { usePauseResume } from './use-pause-resume';
import type { MonitorOut } from '@/api/schema/types.gen';
import { Button, ButtonLink } from '@/components/button';
import { CheckResult } from '@/components/check-result';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

/** What one can do with a monitor. Observers can look at its page. */
export function RowActions({ monitor, canEdit }: { monitor: MonitorOut; canEdit: boolean }) {
  const check = useCheckNow(monitor);
  const pauseOrResume = usePauseResume(monitor.workspace_id);
  const isPaused = monitor.paused_at !== null;
  const params = { workspaceId: monitor.workspace_id, monitorId: String(monitor.id) };
  const canCheck = canEdit && monitor.kind !== 'heartbeat' && !isPaused;
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        {canEdit && (
          <>
            <ButtonLink to="/w/$workspaceId/monitors/$monitorId/edit" params={params}>
              {m.edit()}
            </ButtonLink>
            <Button onClick={() => pauseOrResume([monitor], isPaused ? 'resume' : 'pause')}>
              {isPaused ? m.workspace_resume() : m.workspace_pause()}
            </Button>
          </>
        )}
        {canCheck && (
          <Button isBusy={check.isPending} onClick={() => check.mutate()}>
            {m.workspace_check_now()}
          </Button>
        )}
        <ButtonLink to="/w/$workspaceId/monitors/$monitorId" params={params}>
          {m.workspace_open_page()}
        </ButtonLink>
      </div>
      <div aria-live="polite">
        {check.data && (
          <div className="rounded-control border border-line bg-raised p-4">
            <CheckResult result={check.data} />
          </div>
        )}
        <FormProblem error={check.error} />
      </div>
    </div>
  );
}
