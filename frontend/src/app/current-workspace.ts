/** The workspace whose page is open, by the address. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';

import { overviewQuery } from '@/api/account';
import type { WorkspaceLineOut } from '@/api/schema/types.gen';

export function useWorkspaceId(): string | undefined {
  return useParams({ strict: false }).workspaceId;
}

/** The open workspace, else the first one: what single keys and tabs are about. */
export function useNearestWorkspace(): WorkspaceLineOut | undefined {
  const id = useWorkspaceId();
  const { data } = useQuery(overviewQuery);
  return data?.workspaces_list.find((line) => line.id === id) ?? data?.workspaces_list[0];
}
