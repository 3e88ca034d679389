import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';

import { DeletedWorkspaces } from './deleted-workspaces';
import { Figures } from './figures';
import { FirstRun } from './first-run';
import { LatelyList } from './lately-list';
import { NewWorkspaceDialog } from './new-workspace-dialog';
import { NextList } from './next-list';
import { NowList } from './now-list';
import { situation } from './situation';
import { WorkspaceRows } from './workspace-rows';
import { overviewQuery } from '@/api/account';
import type { OverviewOut } from '@/api/schema/types.gen';
import { Button, ButtonLink } from '@/components/button';
import { Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Skeleton } from '@/components/skeleton';
import { useNow } from '@/components/time';
import { mayEdit } from '@/lib/roles';
import { m } from '@/messages/messages';

const route = getRouteApi('/app/overview');
const BringDialog = lazy(async () => ({ default: (await import('./bring-dialog')).BringDialog }));

/** All workspaces at a glance: what is wrong, where, what happened, what comes. */
export function DashboardPage() {
  const { data, error, isError, refetch } = useQuery(overviewQuery);
  const { create, bring } = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow();
  const open = (isOpen: boolean) => void navigate({ search: isOpen ? { create: true } : {}, replace: !isOpen });
  const home = data?.workspaces_list.find((line) => mayEdit(line.role));
  return (
    <>
      <PageHeader title={m.shell_overview()} situation={<span aria-live="polite">{data ? situation(data, now) : '\u00a0'}</span>}>
        {data && !isBeginning(data) && (
          <>
            <Button onClick={() => open(true)}>{m.shell_new_workspace()}</Button>
            {home && (
              <ButtonLink look="primary" to="/w/$workspaceId/monitors/new" params={{ workspaceId: home.id }}>
                {m.shell_new_monitor()}
              </ButtonLink>
            )}
          </>
        )}
      </PageHeader>
      {isError && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !isError && <Skeleton rows={5} />}
      {data && <Glance overview={data} />}
      <NewWorkspaceDialog isOpen={Boolean(create)} onClose={() => create && open(false)} />
      {bring && (
        <Suspense fallback={null}>
          <BringDialog onClose={() => open(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Nothing but a first workspace, and nothing in it: there is one thing to do, and nothing stands beside it. */
function isBeginning({ workspaces, monitors }: OverviewOut): boolean {
  return workspaces < 2 && monitors === 0;
}

function Glance({ overview }: { overview: OverviewOut }) {
  const isNew = overview.monitors === 0;
  return (
    <div className="grid gap-8">
      {isNew ? <FirstRun home={overview.workspaces_list.find((line) => mayEdit(line.role))} /> : <Figures overview={overview} />}
      {overview.now.length > 0 && <NowList troubles={overview.now} />}
      {!isBeginning(overview) && <WorkspaceRows overview={overview} />}
      <DeletedWorkspaces />
      {!isNew && (
        <div className="grid gap-8 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <LatelyList incidents={overview.recent} />
          <NextList certificates={overview.next} works={overview.planned_work} />
        </div>
      )}
    </div>
  );
}
