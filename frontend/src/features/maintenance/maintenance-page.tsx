import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';

import { useDeleteWindow } from './api';
import { Exclusions } from './exclusions';
import { WindowDialog } from './window-dialog';
import { WindowList } from './window-list';
import { isOpenAt } from './words';
import { workspaceMonitorsQuery } from '@/api/monitors';
import { maintenanceQuery } from '@/api/numbers';
import type { WindowOut } from '@/api/schema/types.gen';
import { workspaceQuery } from '@/api/workspaces';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { Empty, explain, Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Section } from '@/components/section';
import { Skeleton } from '@/components/skeleton';
import { useNow } from '@/components/time';
import { useToast } from '@/components/toasts';
import { dateTime } from '@/lib/format';
import { mayEdit } from '@/lib/roles';
import { m } from '@/messages/messages';

const route = getRouteApi('/app/w/$workspaceId/maintenance');

/** Planned work, and what was agreed afterwards not to count. */
export function MaintenancePage() {
  const { workspaceId } = route.useParams();
  const { data: workspace } = useQuery(workspaceQuery(workspaceId));
  const { data: monitors = [] } = useQuery(workspaceMonitorsQuery(workspaceId));
  const { data, error, refetch } = useQuery(maintenanceQuery(workspaceId));
  const [edited, setEdited] = useState<WindowOut | 'new' | null>(null);
  const [asked, setAsked] = useState<WindowOut | null>(null);
  const remove = useDeleteWindow(workspaceId);
  const say = useToast();
  const now = useNow();
  const isEditor = workspace !== undefined && mayEdit(workspace.role);
  const windows = data?.items;
  const plan = (
    <Button look="primary" disabled={!workspace} onClick={() => setEdited('new')}>
      {m.maintenance_plan()}
    </Button>
  );
  const doRemove = (window: WindowOut) =>
    remove.mutate(window.id, {
      onSuccess: () => say({ text: m.maintenance_deleted({ title: window.title }) }),
      onError: (problem) => say({ text: explain(problem), tone: 'problem' }),
      onSettled: () => setAsked(null),
    });
  return (
    <>
      <PageHeader
        title={m.maintenance_title()}
        tab={workspace && `${m.maintenance_title()} · ${workspace.name}`}
        situation={<span className="block max-sm:min-h-10">{windows ? situation(windows, now) : '\u00a0'}</span>}
      >
        {/* There from the beginning, so that nothing moves when the list arrives. */}
        {(!workspace || isEditor) && plan}
      </PageHeader>
      <div className="grid gap-8">
        <Section title={m.maintenance_windows()}>
          {error && !windows && <Problem error={error} onRetry={() => void refetch()} />}
          {!error && !windows && <Skeleton rows={2} height={64} />}
          {windows?.length === 0 && (
            <Empty title={m.maintenance_none()}>{m.maintenance_none_text()}</Empty>
          )}
          {windows && windows.length > 0 && <WindowList windows={windows} monitors={monitors} isEditor={isEditor} onEdit={setEdited} onDelete={setAsked} />}
        </Section>
        {(windows || error) && <Exclusions workspaceId={workspaceId} monitors={monitors} isEditor={isEditor} />}
      </div>
      <WindowDialog workspaceId={workspaceId} about={edited} onClose={() => setEdited(null)} />
      <ConfirmDialog
        title={m.maintenance_delete_title({ title: asked?.title ?? '' })}
        action={m.delete()}
        isOpen={asked !== null}
        isBusy={remove.isPending}
        onConfirm={() => asked && doRemove(asked)}
        onClose={() => setAsked(null)}
      >
        <p>{m.maintenance_delete_text()}</p>
      </ConfirmDialog>
    </>
  );
}

/** What goes on now, or what is next. */
function situation(windows: readonly WindowOut[], now: number): string {
  const open = windows.find((window) => isOpenAt(window, now));
  if (open) return m.maintenance_is_open({ title: open.title, time: dateTime(open.next_ends_at ?? '') });
  const next = windows.find(({ next_starts_at }) => next_starts_at !== null);
  return next ? m.maintenance_is_next({ title: next.title, time: dateTime(next.next_starts_at ?? '') }) : m.maintenance_is_nothing();
}
