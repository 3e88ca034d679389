/** Queries about workspaces. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api } from './client';
import type {
  GetWorkspaceData,
  GetWorkspaceDaysData,
  ListAllIncidentsData,
  ListWorkspaceIncidentsData,
  ListWorkspacesData,
  PageIncidentOut,
  PageWorkspaceOut,
  WorkspaceDaysOut,
  WorkspaceOut,
} from './schema/types.gen';

export const workspacesQuery = queryOptions({
  queryKey: ['workspaces'],
  queryFn: ({ signal }) =>
    api<ListWorkspacesData, PageWorkspaceOut>('GET', '/api/v1/workspaces', { query: { limit: 100 }, signal }),
  select: (page) => page.items,
});

export const workspaceQuery = (id: string) =>
  queryOptions({
    queryKey: ['workspaces', id],
    queryFn: ({ signal }) =>
      api<GetWorkspaceData, WorkspaceOut>('GET', '/api/v1/workspaces/{workspace_id}', { path: { workspace_id: id }, signal }),
  });

/** Pipes of all monitors of a workspace, as columns. */
export const workspaceDaysQuery = (id: string) =>
  queryOptions({
    queryKey: ['days', id],
    queryFn: ({ signal }) =>
      api<GetWorkspaceDaysData, WorkspaceDaysOut>('GET', '/api/v1/workspaces/{workspace_id}/days', {
        path: { workspace_id: id },
        query: { days: 90 },
        signal,
      }),
    staleTime: 60_000,
  });

export const workspaceIncidentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', id],
    queryFn: ({ signal }) =>
      api<ListWorkspaceIncidentsData, PageIncidentOut>('GET', '/api/v1/workspaces/{workspace_id}/incidents', {
        path: { workspace_id: id },
        signal,
      }),
  });

const INCIDENTS_A_PAGE = 50;

/** All incidents, the last first: of one workspace, or of all one's own (null). */
export const incidentPagesQuery = (id: string | null) =>
  infiniteQueryOptions({
    queryKey: ['incidents', 'pages', id],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = { cursor: pageParam, limit: INCIDENTS_A_PAGE };
      if (id === null) return api<ListAllIncidentsData, PageIncidentOut>('GET', '/api/v1/incidents', { query, signal });
      return api<ListWorkspaceIncidentsData, PageIncidentOut>('GET', '/api/v1/workspaces/{workspace_id}/incidents', {
        path: { workspace_id: id },
        query,
        signal,
      });
    },
    getNextPageParam: (page) => page.next,
  });
