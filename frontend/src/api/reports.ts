/** Queries about SLA reports: the report itself, files that are prepared, and what is sent by mail. */
import { queryOptions } from '@tanstack/react-query';

import { api } from './client';
import type {
  Format,
  GetSlaCsvData,
  GetSlaJsonData,
  ListReportSchedulesData,
  ListReportsData,
  PageReportOut,
  PageScheduleOut,
  SlaReportOut,
} from './schema/types.gen';

export interface ReportAsked {
  from: string;
  to: string;
  policy: string;
  zone: string;
}

/** A report as a file, in any of its formats. */
export type GetSlaFileData = Omit<GetSlaCsvData, 'url'> & { url: `/api/v1/workspaces/{workspace_id}/sla.${Format}` };

const REPORT_MS = 60_000;

export const slaQuery = (id: string, { from, to, policy, zone }: ReportAsked) =>
  queryOptions({
    queryKey: ['sla', id, from, to, policy, zone],
    queryFn: ({ signal }) =>
      api<GetSlaJsonData, SlaReportOut>('GET', '/api/v1/workspaces/{workspace_id}/sla.json', {
        path: { workspace_id: id },
        query: { from, to, policy, time_zone: zone },
        signal,
        deadlineMs: REPORT_MS,
      }),
    staleTime: 5 * 60_000,
  });

const POLL_MS = 2_000;

/** Files that were ordered or sent; asked again while one is being made. */
export const reportsQuery = (id: string) =>
  queryOptions({
    queryKey: ['reports', id],
    queryFn: ({ signal }) =>
      api<ListReportsData, PageReportOut>('GET', '/api/v1/workspaces/{workspace_id}/reports', { path: { workspace_id: id }, signal }),
    refetchInterval: ({ state: { data } }) => (data?.items.some(({ state }) => state === 'waiting' || state === 'running') ? POLL_MS : false),
  });

export const schedulesQuery = (id: string) =>
  queryOptions({
    queryKey: ['report-schedules', id],
    queryFn: ({ signal }) =>
      api<ListReportSchedulesData, PageScheduleOut>('GET', '/api/v1/workspaces/{workspace_id}/report-schedules', {
        path: { workspace_id: id },
        signal,
      }),
  });
