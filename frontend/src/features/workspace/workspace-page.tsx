import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useRef } from 'react';

import { ListSkeleton } from './list-skeleton';
import { MonitorsView } from './monitors-view';
import type { WorkspaceSearch } from './search';
import { WorkspaceHeader } from './workspace-header';
import { workspaceMonitorsQuery } from '@/api/monitors';
import { workspaceDaysQuery, workspaceQuery } from '@/api/workspaces';
import { useMe } from '@/app/session';
import { Problem } from '@/components/notices';
import { mayEdit } from '@/lib/roles';

const EmptyWorkspace = lazy(async () => ({ default: (await import('./empty-workspace')).EmptyWorkspace }));
const route = getRouteApi('/app/w/$workspaceId/');
/** What an address need not say. */
const DEFAULTS: Partial<WorkspaceSearch> = { sort: 'trouble', group: 'none', range: '24h' };

/** A workspace: how it is, and its monitors. */
export function WorkspacePage() {
  const { workspaceId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const workspace = useQuery(workspaceQuery(workspaceId));
  const monitors = useQuery(workspaceMonitorsQuery(workspaceId));
  const days = useQuery(workspaceDaysQuery(workspaceId));
  const { density } = useMe().preferences;
  const field = useRef<HTMLInputElement>(null);

  const change = useCallback(
    (wish: Partial<WorkspaceSearch>) =>
      void navigate({
        search: (before) => withoutDefaults({ ...before, ...wish }, { ...DEFAULTS, density }),
        replace: true,
        resetScroll: false,
        viewTransition: false,
      }),
    [navigate, density],
  );

  const error = workspace.error ?? monitors.error;
  const canEdit = workspace.data !== undefined && mayEdit(workspace.data.role);
  if (error && !(workspace.data && monitors.data)) {
    return <Problem error={error} onRetry={() => void Promise.all([workspace.refetch(), monitors.refetch(), days.refetch()])} />;
  }
  if (!workspace.data) return <ListSkeleton withHeader />;
  return (
    <>
      <WorkspaceHeader workspace={workspace.data} monitors={monitors.data} />
      {!monitors.data && <ListSkeleton />}
      {monitors.data?.length === 0 && (
        <Suspense fallback={<ListSkeleton />}>
          <EmptyWorkspace workspaceId={workspaceId} canEdit={canEdit} />
        </Suspense>
      )}
      {monitors.data && monitors.data.length > 0 && (
        <MonitorsView monitors={monitors.data} days={days.data} search={{ density, ...search }} onSearch={change} canEdit={canEdit} field={field} workspaceId={workspaceId} />
      )}
    </>
  );
}

function withoutDefaults(search: WorkspaceSearch, defaults: Partial<WorkspaceSearch>): WorkspaceSearch {
  const said = Object.entries(search).filter(([name, value]) => value !== undefined && value !== '' && !isDefault(name, value, defaults));
  return Object.fromEntries(said);
}

function isDefault(name: string, value: unknown, defaults: Partial<WorkspaceSearch>): boolean {
  return Object.entries(defaults).some(([known, usual]) => known === name && usual === value);
}
