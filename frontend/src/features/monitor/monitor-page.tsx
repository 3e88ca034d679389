import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';

import { monitorQuery } from '@/api/monitors';
import { workspaceQuery } from '@/api/workspaces';
import { ApiError } from '@/api/client';
import { Empty, Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Skeleton } from '@/components/skeleton';
import { mayEdit } from '@/lib/roles';
import { m } from '@/messages/messages';
import { MonitorBody } from './monitor-body';
import { MonitorHead } from './monitor-head';

const WAITING_MS = 2_000;

/** One monitor: its state, its days, where the time goes, why it was not up. */
export function MonitorPage() {
  const { workspaceId, monitorId } = useParams({ from: '/app/w/$workspaceId/monitors/$monitorId' });
  const { data: monitor, error, refetch } = useQuery({
    ...monitorQuery(Number(monitorId)),
    // The first result of a new monitor comes within seconds: look for it, whatever the live connection does.
    refetchInterval: ({ state }) => (state.data?.state === 'pending' && state.data.kind !== 'heartbeat' ? WAITING_MS : false),
  });
  const { data: workspace, isPending } = useQuery(workspaceQuery(workspaceId));
  // Both, so that what one may do does not push the rest down when it is known.
  if (!monitor || isPending) return <Missing workspaceId={workspaceId} error={error} onRetry={() => void refetch()} />;
  const isEditor = workspace ? mayEdit(workspace.role) : false;
  return (
    <>
      <MonitorHead key={monitor.id} monitor={monitor} workspaceName={workspace?.name} isEditor={isEditor} />
      <MonitorBody key={`body ${monitor.id}`} monitor={monitor} isEditor={isEditor} isPagePublic={workspace?.is_public ?? false} />
    </>
  );
}

function Missing({ workspaceId, error, onRetry }: { workspaceId: string; error: Error | null; onRetry: () => void }) {
  if (error instanceof ApiError && error.status === 404) {
    return (
      <>
        <PageHeader title={m.monitor_gone()} />
        <Empty title={m.page_gone_title()}>
          {m.monitor_gone_text()}{' '}
          <Link to="/w/$workspaceId" params={{ workspaceId }} className="link">
            {m.monitor_to_list()}
          </Link>
        </Empty>
      </>
    );
  }
  return (
    <>
      <PageHeader title={m.monitor_title()} />
      {error ? <Problem error={error} onRetry={onRetry} /> : <Skeleton rows={6} height={96} />}
    </>
  );
}
