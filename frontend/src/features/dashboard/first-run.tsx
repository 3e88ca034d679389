import { FirstMonitor } from './first-monitor';
import { useMakeWorkspace } from './api';
import { BringLink } from './bring-link';
import { WorkspaceNameForm } from './workspace-name-form';
import type { WorkspaceLineOut } from '@/api/schema/types.gen';
import { useMe } from '@/app/session';
import { m } from '@/messages/messages';

/** From nothing to a first monitor: a name, an address. */
export function FirstRun({ home }: { home: WorkspaceLineOut | undefined }) {
  const me = useMe();
  const make = useMakeWorkspace(() => {});
  return (
    <section aria-labelledby="first-run" className="card grid gap-6 p-6 sm:p-8 md:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
      <div className="grid content-start gap-2">
        <p className="text-13 text-ink-3">{m.dashboard_step({ step: home ? 2 : 1 })}</p>
        <h2 id="first-run" className="text-21 font-heading">
          {home ? m.dashboard_first_monitor() : m.dashboard_first_workspace()}
        </h2>
        <p className="text-ink-2">{home ? m.dashboard_first_monitor_text({ email: me.email }) : m.dashboard_workspace_is()}</p>
        {!home && <BringLink />}
      </div>
      {home ? (
        <FirstMonitor home={home} />
      ) : (
        <WorkspaceNameForm
          initial={m.dashboard_first_name({ name: me.first_name || me.email.split('@')[0] || '' })}
          action={m.dashboard_continue()}
          error={make.error}
          isBusy={make.isPending}
          onName={make.mutate}
        />
      )}
    </section>
  );
}
