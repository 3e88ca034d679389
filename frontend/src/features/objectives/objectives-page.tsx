import { useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';

import { useRemoveObjective } from './api';
import { ObjectiveDialog } from './objective-dialog';
import { ObjectiveRow } from './objective-row';
import { workspaceMonitorsQuery } from '@/api/monitors';
import { budgetQuery, objectivesQuery } from '@/api/numbers';
import type { ObjectiveOut } from '@/api/schema/types.gen';
import { workspaceQuery } from '@/api/workspaces';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { Empty, explain, Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Skeleton } from '@/components/skeleton';
import { useToast } from '@/components/toasts';
import { mayEdit } from '@/lib/roles';
import { m } from '@/messages/messages';

const route = getRouteApi('/app/w/$workspaceId/objectives');

/** Targets of a workspace, and how much of each error budget is left. */
export function ObjectivesPage() {
  const { workspaceId } = route.useParams();
  const { data: workspace } = useQuery(workspaceQuery(workspaceId));
  const { data: monitors = [] } = useQuery(workspaceMonitorsQuery(workspaceId));
  const { data, error, refetch } = useQuery(objectivesQuery(workspaceId));
  const objectives = data?.items;
  const standings = useQueries({ queries: (objectives ?? []).map(({ id }) => budgetQuery(workspaceId, id)) });
  const [edited, setEdited] = useState<ObjectiveOut | 'new' | null>(null);
  const [asked, setAsked] = useState<ObjectiveOut | null>(null);
  const remove = useRemoveObjective(workspaceId);
  const say = useToast();
  const isEditor = workspace !== undefined && mayEdit(workspace.role);
  const over = standings.filter(({ data: standing }) => standing && standing.availability !== null && standing.remaining_s < 0).length;
  const isKnown = objectives !== undefined && standings.every(({ isPending }) => !isPending);
  const add = (
    <Button look="primary" onClick={() => setEdited('new')}>
      {m.objectives_add()}
    </Button>
  );
  const doRemove = (objective: ObjectiveOut) =>
    remove.mutate(objective.id, {
      onSuccess: () => say({ text: m.objectives_removed({ name: objective.name }) }),
      onError: (problem) => say({ text: explain(problem), tone: 'problem' }),
      onSettled: () => setAsked(null),
    });
  return (
    <>
      <PageHeader
        title={m.objectives_title()}
        tab={workspace && `${m.objectives_title()} · ${workspace.name}`}
        situation={<span className={isKnown ? '' : 'invisible'}>{isKnown ? situation(objectives.length, over) : situation(objectives?.length ?? 2, 1)}</span>}
      >
        {isEditor && Boolean(objectives?.length) && add}
      </PageHeader>
      {error && !objectives && <Problem error={error} onRetry={() => void refetch()} />}
      {!error && !objectives && <Skeleton rows={3} height={72} />}
      {objectives?.length === 0 && (
        <Empty title={m.objectives_none()} action={isEditor && add}>
          {m.objectives_none_text()}
        </Empty>
      )}
      {objectives && objectives.length > 0 && (
        <ul className="card divide-y divide-line">
          {objectives.map((objective) => (
            <ObjectiveRow
              key={objective.id}
              workspaceId={workspaceId}
              objective={objective}
              monitors={monitors}
              isEditor={isEditor}
              onEdit={() => setEdited(objective)}
              onRemove={() => setAsked(objective)}
            />
          ))}
        </ul>
      )}
      <ObjectiveDialog workspaceId={workspaceId} about={edited} monitors={monitors} onClose={() => setEdited(null)} />
      <ConfirmDialog
        title={m.objectives_remove_title({ name: asked?.name ?? '' })}
        action={m.remove()}
        isOpen={asked !== null}
        isBusy={remove.isPending}
        onConfirm={() => asked && doRemove(asked)}
        onClose={() => setAsked(null)}
      >
        <p>{m.objectives_remove_text()}</p>
      </ConfirmDialog>
    </>
  );
}

function situation(all: number, over: number): string {
  if (!all) return m.objectives_situation_none();
  return over ? m.objectives_situation_over({ count: over, all: String(all) }) : m.objectives_situation_good({ count: all });
}
