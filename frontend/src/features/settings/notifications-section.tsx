import { useQuery } from '@tanstack/react-query';

import { Panel } from './panel';
import { SectionHeader } from './section-header';
import { ToldRow } from './told-row';
import { workspacesQuery } from '@/api/workspaces';
import { useMe } from '@/app/session';
import { ButtonLink } from '@/components/button';
import { Empty, Problem } from '@/components/notices';
import { m } from '@/messages/messages';

/** Where one is told, and of what; each workspace keeps its own list. */
export function NotificationsSection() {
  const { email } = useMe();
  const { data, error, refetch } = useQuery(workspacesQuery);
  return (
    <>
      <SectionHeader section="notifications" lead={m.settings_notifications_lead()} />
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="card mb-5 h-40" aria-busy aria-label={m.loading()} />}
      {data?.length === 0 && (
        <div className="mb-5">
          <Empty title={m.settings_told_none_title()} action={<ButtonLink to="/overview">{m.to_overview()}</ButtonLink>}>
            <p>{m.settings_told_none_text()}</p>
          </Empty>
        </div>
      )}
      {data && data.length > 0 && (
        <Panel title={m.settings_told_title({ email })}>
          <ul className="-my-2 divide-y divide-line">
            {data.map((workspace) => (
              <ToldRow key={workspace.id} workspace={workspace} email={email} />
            ))}
          </ul>
        </Panel>
      )}
      {(data || error) && (
        <Panel title={m.settings_told_what_title()}>
          <ul className="grid max-w-[68ch] list-disc gap-2 pl-4 text-14 text-ink-2">
            <li>{m.settings_told_what_down()}</li>
            <li>{m.settings_told_what_flap()}</li>
            <li>{m.settings_told_what_leave()}</li>
            <li>{m.settings_told_what_account({ email })}</li>
          </ul>
        </Panel>
      )}
    </>
  );
}
