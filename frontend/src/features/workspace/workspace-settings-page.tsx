import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { WorkspaceSettingsArchives } from './workspace-settings-archives';
import { WorkspaceSettingsDanger } from './workspace-settings-danger';
import { WorkspaceSettingsName } from './workspace-settings-name';
import { membersQuery } from '@/api/team';
import { workspaceQuery } from '@/api/workspaces';
import { Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Skeleton } from '@/components/skeleton';
import { longDate } from '@/lib/format';
import { mayEdit } from '@/lib/roles';
import { m } from '@/messages/messages';

const route = getRouteApi('/app/w/$workspaceId/settings');

/** Name and address of a workspace; leaving it, handing it over, deleting it. */
export function WorkspaceSettingsPage() {
  const { workspaceId } = route.useParams();
  const { data: workspace, error, refetch } = useQuery(workspaceQuery(workspaceId));
  const { isPending } = useQuery(membersQuery(workspaceId)); // who may take it over: part of the last section
  return (
    <>
      <PageHeader
        title={m.shell_settings()}
        tab={workspace && `${m.shell_settings()} · ${workspace.name}`}
        situation={workspace ? m.dashboard_since_date({ name: workspace.name, date: longDate(workspace.created_at) }) : '\u00a0'}
      />
      {error && !workspace && <Problem error={error} onRetry={() => void refetch()} />}
      {!error && (!workspace || isPending) && <Skeleton rows={4} />}
      {workspace && !isPending && (
        <div className="grid max-w-form gap-8">
          {mayEdit(workspace.role) && <WorkspaceSettingsName key={`${workspace.name} ${workspace.slug}`} workspace={workspace} />}
          {mayEdit(workspace.role) && <WorkspaceSettingsArchives workspaceId={workspace.id} />}
          <WorkspaceSettingsDanger workspace={workspace} />
        </div>
      )}
    </>
  );
}
