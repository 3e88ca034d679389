import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';

import { deletedWorkspacesQuery, useRestoreWorkspace } from './api';
import { Button } from '@/components/button';
import { explain } from '@/components/notices';
import { Section } from '@/components/section';
import { Ago } from '@/components/time';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

/** Workspaces deleted within the last day: they can be brought back. */
export function DeletedWorkspaces() {
  const { data = [] } = useQuery(deletedWorkspacesQuery);
  const navigate = useNavigate();
  const say = useToast();
  const restore = useRestoreWorkspace((workspace) => void navigate({ to: '/w/$workspaceId', params: { workspaceId: workspace.id } }));
  if (!data.length) return null;
  return (
    <Section title={m.dashboard_deleted()}>
      <ul className="card divide-y divide-line">
        {data.map((workspace) => (
          <li key={workspace.id} className="flex flex-wrap items-center justify-between gap-3 px-4 py-2.5">
            <span className="grid">
              <span className="font-label">{workspace.name}</span>
              <span className="text-13 text-ink-3">
                {workspace.deleted_at && <Ago at={workspace.deleted_at} />} · {m.dashboard_deleted_hint()}
              </span>
            </span>
            <Button
              isBusy={restore.isPending}
              onClick={() => restore.mutate(workspace.id, { onError: (error) => say({ text: explain(error), tone: 'problem' }) })}
            >
              {m.dashboard_restore()}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
