/** What the page of objectives changes. */
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import { objectivesQuery } from '@/api/numbers';
import type { ChangeObjectiveData, MakeObjectiveData, ObjectiveIn, ObjectiveOut, RemoveObjectiveData } from '@/api/schema/types.gen';

/** Set a target, or change one (`id`). */
export function useSaveObjective(workspaceId: string, id: number | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ObjectiveIn) =>
      id === null
        ? api<MakeObjectiveData, ObjectiveOut>('POST', '/api/v1/workspaces/{workspace_id}/objectives', { path: { workspace_id: workspaceId }, body })
        : api<ChangeObjectiveData, ObjectiveOut>('PUT', '/api/v1/workspaces/{workspace_id}/objectives/{objective_id}', {
            path: { workspace_id: workspaceId, objective_id: id },
            body,
          }),
    onSuccess: () => client.invalidateQueries({ queryKey: objectivesQuery(workspaceId).queryKey }),
  });
}

export function useRemoveObjective(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      api<RemoveObjectiveData, void>('DELETE', '/api/v1/workspaces/{workspace_id}/objectives/{objective_id}', {
        path: { workspace_id: workspaceId, objective_id: id },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: objectivesQuery(workspaceId).queryKey }),
  });
}
