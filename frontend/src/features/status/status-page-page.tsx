import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { statusPageQuery, useSwitchPage } from './api';
import { PageAddress } from './page-address';
import { PageItems } from './page-items';
import { PageSnippets } from './page-snippets';
import { PageText } from './page-text';
import { workspaceQuery } from '@/api/workspaces';
import { Button, buttonClass } from '@/components/button';
import { Empty, Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Skeleton } from '@/components/skeleton';
import { mayEdit } from '@/lib/roles';
import { m } from '@/messages/messages';

const route = getRouteApi('/app/w/$workspaceId/status-page');

/** What the public page of a workspace shows, and where it is. */
export function StatusPagePage() {
  const { workspaceId } = route.useParams();
  const { data: workspace } = useQuery(workspaceQuery(workspaceId));
  const { data: page, error, refetch } = useQuery(statusPageQuery(workspaceId));
  const flip = useSwitchPage(workspaceId);
  const isEditor = workspace !== undefined && mayEdit(workspace.role);
  const shown = page?.items.filter((item) => item.is_public).length ?? 0;
  return (
    <>
      <PageHeader
        title={m.shell_status_page()}
        tab={workspace && `${m.shell_status_page()} · ${workspace.name}`}
        situation={page ? (page.is_public ? m.status_is_on({ count: shown, of: page.items.length }) : m.status_is_off()) : '\u00a0'}
      >
        {page && isEditor && (
          <Button look={page.is_public ? 'secondary' : 'primary'} onClick={() => flip.mutate({ next: { ...page, is_public: !page.is_public } })}>
            {page.is_public ? m.status_switch_off() : m.status_switch_on()}
          </Button>
        )}
        {page?.is_public && (
          <a href={`/status/${page.slug}`} target="_blank" rel="noreferrer" className={buttonClass('primary')}>
            {m.status_open()}
          </a>
        )}
      </PageHeader>
      {error && !page && <Problem error={error} onRetry={() => void refetch()} />}
      {!error && !(page && workspace) && <Skeleton rows={6} />}
      {page && workspace && (
        <div className="grid gap-8">
          <PageAddress page={page} isEditor={isEditor} />
          {isEditor && <PageText key={`${page.title} ${page.description}`} page={page} name={workspace.name} />}
          {page.items.length === 0 ? (
            <Empty title={m.status_no_monitors()}>{m.status_no_monitors_text()}</Empty>
          ) : (
            <PageItems page={page} isEditor={isEditor} />
          )}
          {page.is_public && shown > 0 && <PageSnippets page={page} />}
        </div>
      )}
    </>
  );
}
