/** Versions of a policy, and making another one. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import { policiesQuery } from '@/api/numbers';
import type { ListPoliciesData, MakePolicyData, PagePolicyOut, PolicyIn, PolicyOut } from '@/api/schema/types.gen';

/** Every version of one policy, the newest first. */
export const versionsQuery = (workspaceId: string, name: string) =>
  queryOptions({
    queryKey: [...policiesQuery(workspaceId).queryKey, name],
    queryFn: ({ signal }) =>
      api<ListPoliciesData, PagePolicyOut>('GET', '/api/v1/workspaces/{workspace_id}/policies', { path: { workspace_id: workspaceId }, query: { name }, signal }),
  });

export function useMakePolicy(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PolicyIn) => api<MakePolicyData, PolicyOut>('POST', '/api/v1/workspaces/{workspace_id}/policies', { path: { workspace_id: workspaceId }, body }),
    // Whatever was counted by the name is counted by its newest version from now on.
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey }) => COUNTED.some((part) => queryKey.includes(part)) }),
  });
}

const COUNTED = ['policies', 'sla', 'uptime', 'objectives'];
