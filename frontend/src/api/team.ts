/** Queries about the people of a workspace, who is told, and what was done. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api } from './client';
import type {
  GetPersonData,
  ListAuditLogData,
  ListInvitesData,
  ListMembersData,
  ListRecipientsData,
  PageEntryOut,
  PageInviteOut,
  PageMemberOut,
  PersonOut,
  RecipientsOut,
} from './schema/types.gen';

const of = (id: string) => ({ workspace_id: id });

export const membersQuery = (id: string) =>
  queryOptions({
    queryKey: ['members', id],
    queryFn: ({ signal }) =>
      api<ListMembersData, PageMemberOut>('GET', '/api/v1/workspaces/{workspace_id}/members', { path: of(id), signal }),
  });

export const invitesQuery = (id: string) =>
  queryOptions({
    queryKey: ['invites', id],
    queryFn: ({ signal }) =>
      api<ListInvitesData, PageInviteOut>('GET', '/api/v1/workspaces/{workspace_id}/invites', { path: of(id), signal }),
  });

export const recipientsQuery = (id: string) =>
  queryOptions({
    queryKey: ['recipients', id],
    queryFn: ({ signal }) =>
      api<ListRecipientsData, RecipientsOut>('GET', '/api/v1/workspaces/{workspace_id}/recipients', {
        path: of(id),
        signal,
      }),
  });

export const auditQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['audit', id],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api<ListAuditLogData, PageEntryOut>('GET', '/api/v1/workspaces/{workspace_id}/audit', {
        path: of(id),
        query: { before: pageParam === null ? null : Number(pageParam) },
        signal,
      }),
    getNextPageParam: (page) => page.next,
  });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['people', id],
    queryFn: ({ signal }) => api<GetPersonData, PersonOut>('GET', '/api/v1/users/{user_id}', { path: { user_id: id }, signal }),
  });
