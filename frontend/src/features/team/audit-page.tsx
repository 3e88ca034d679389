import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { downloadAudit } from './api';
import { AuditList } from './audit-list';
import { auditQuery } from '@/api/team';
import { workspaceQuery } from '@/api/workspaces';
import { Button } from '@/components/button';
import { Empty, explain, Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Skeleton } from '@/components/skeleton';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

const route = getRouteApi('/app/w/$workspaceId/audit');

/** Who did what, when and from where. */
export function AuditPage() {
  const { workspaceId } = route.useParams();
  const { data: workspace } = useQuery(workspaceQuery(workspaceId));
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(auditQuery(workspaceId));
  const say = useToast();
  const download = useMutation({
    mutationFn: () => downloadAudit(workspaceId, `${workspace?.slug ?? 'workspace'}-audit`),
    onError: (problem) => say({ text: explain(problem), tone: 'problem' }),
  });
  const entries = data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHeader title={m.shell_audit()} tab={workspace && `${m.shell_audit()} · ${workspace.name}`} situation={m.team_audit_text()}>
        {entries && entries.length > 0 && (
          <Button isBusy={download.isPending} onClick={() => download.mutate()}>
            {m.team_download()}
          </Button>
        )}
      </PageHeader>
      {error && !entries && <Problem error={error} onRetry={() => void refetch()} />}
      {!error && !entries && <Skeleton rows={8} />}
      {entries?.length === 0 && <Empty title={m.team_audit_none()}>{m.team_audit_none_text()}</Empty>}
      {entries && entries.length > 0 && <AuditList entries={entries} />}
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
