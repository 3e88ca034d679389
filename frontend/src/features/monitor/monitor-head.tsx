import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';

import type { MonitorOut } from '@/api/schema/types.gen';
import { IconButton } from '@/components/button';
import { CheckResult } from '@/components/check-result';
import { kindWord } from '@/components/monitor-words';
import { FormProblem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { StatusChip } from '@/components/status-chip';
import { m } from '@/messages/messages';
import { useCheckNow } from './api';
import { MonitorActions } from './monitor-actions';
import { Situation } from './situation';

interface Props {
  monitor: MonitorOut;
  workspaceName: string | undefined;
  isEditor: boolean;
}

/** What it is, how it is, what can be done. */
export function MonitorHead({ monitor, workspaceName, isEditor }: Props) {
  const check = useCheckNow(monitor.id);
  return (
    <>
      <PageHeader
        tab={monitor.name}
        title={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {monitor.name}
            <StatusChip state={monitor.state} />
          </span>
        }
        back={
          <Link to="/w/$workspaceId" params={{ workspaceId: monitor.workspace_id }} className="no-underline hover:underline">
            {workspaceName ?? m.back()}
          </Link>
        }
        situation={
          <div className="grid gap-1">
            <p aria-live="polite">
              <Situation monitor={monitor} />
            </p>
            <p className="text-13 text-ink-3">
              {kindWord(monitor.kind)} <Target monitor={monitor} />
            </p>
          </div>
        }
      >
        {isEditor && <MonitorActions monitor={monitor} isChecking={check.isPending} onCheck={() => check.mutate()} />}
      </PageHeader>
      <div aria-live="polite" className="not-empty:mb-6">
        {check.error && <FormProblem error={check.error} />}
        {check.data && !check.isPending && (
          <section aria-label={m.monitor_check_result()} className="card flex items-start gap-3 py-3 pr-2 pl-5">
            <div className="min-w-0 flex-1 py-1.5">
              <CheckResult result={check.data} />
            </div>
            <IconButton label={m.close()} onClick={() => check.reset()}>
              <X size={16} aria-hidden />
            </IconButton>
          </section>
        )}
      </div>
    </>
  );
}

function Target({ monitor }: { monitor: MonitorOut }) {
  if (monitor.kind !== 'http') return <span className="font-mono">{monitor.target}</span>;
  return (
    <a href={monitor.target} target="_blank" rel="noreferrer" className="link font-mono">
      {monitor.target}
    </a>
  );
}
