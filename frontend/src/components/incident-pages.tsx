import { useInfiniteQuery } from '@tanstack/react-query';

import { Button } from './button';
import { IncidentList } from './incident-list';
import { Empty, Problem } from './notices';
import { PageHeader } from './page-header';
import { Skeleton } from './skeleton';
import { incidentPagesQuery } from '@/api/workspaces';
import { m } from '@/messages/messages';

/** The page of incidents: of one workspace, or of all (null). */
export function IncidentPages({ workspaceId, workspaceName }: { workspaceId: string | null; workspaceName?: string }) {
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(incidentPagesQuery(workspaceId));
  const incidents = data?.pages.flatMap((page) => page.items);
  const open = incidents?.filter((incident) => !incident.ended_at).length ?? 0;
  const situation = open ? m.dashboard_incidents_open({ count: open }) : m.dashboard_incidents_calm();
  return (
    <>
      <PageHeader
        title={m.shell_incidents()}
        tab={workspaceName && m.dashboard_incidents_of({ name: workspaceName })}
        situation={<span aria-live="polite">{incidents ? situation : '\u00a0'}</span>}
      />
      {error && !incidents && <Problem error={error} onRetry={() => void refetch()} />}
      {!error && !incidents && <Skeleton rows={8} />}
      {incidents?.length === 0 && <Empty title={m.dashboard_incidents_none()}>{m.dashboard_incidents_none_text()}</Empty>}
      {incidents && <IncidentList incidents={incidents} hasWorkspaces={workspaceId === null} />}
      {hasNextPage && (
        <div className="mt-6 flex justify-center">
          <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {m.show_more()}
          </Button>
        </div>
      )}
    </>
  );
}
