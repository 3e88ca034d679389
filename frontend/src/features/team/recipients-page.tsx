import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { AddRecipient } from './add-recipient';
import { RecipientList } from './recipient-list';
import { recipientsQuery } from '@/api/team';
import { workspaceQuery } from '@/api/workspaces';
import { Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Skeleton } from '@/components/skeleton';
import { dateTime } from '@/lib/format';
import { m } from '@/messages/messages';

const route = getRouteApi('/app/w/$workspaceId/recipients');

/** Who is told by mail when something goes down. */
export function RecipientsPage() {
  const { workspaceId } = route.useParams();
  const { data: workspace } = useQuery(workspaceQuery(workspaceId));
  const { data, error, refetch } = useQuery(recipientsQuery(workspaceId));
  const told = data?.items.filter((one) => one.confirmed_at && !one.suppressed_at && !one.is_named_only).length ?? 0;
  return (
    <>
      <PageHeader
        title={m.shell_recipients()}
        tab={workspace && `${m.shell_recipients()} · ${workspace.name}`}
        situation={data ? (told ? m.team_told({ count: told }) : m.team_told_nobody()) : '\u00a0'}
      />
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={3} />}
      {data && (
        <div className="grid gap-6">
          {data.held_back && (
            <p role="status" className="rounded-control bg-minor-soft px-4 py-3 text-minor-strong">
              {m.team_held_back({ count: data.held_back.mails, time: dateTime(data.held_back.began_at) })}
            </p>
          )}
          <AddRecipient workspaceId={workspaceId} />
          <RecipientList workspaceId={workspaceId} recipients={data.items} />
          <p className="max-w-[68ch] text-13 text-ink-3">{m.team_recipients_text()}</p>
        </div>
      )}
    </>
  );
}
