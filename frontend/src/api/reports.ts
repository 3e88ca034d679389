/** Queries about SLA reports: the report itself, files that are prepared, and what is sent by mail. */
import { queryOptions } from '@tanstack/react-query';

import { api } from './client';
import type {
  AsRecordedOut,
  Format,
  GetSlaCsvData,
  GetSlaJsonData,
  ListReportSchedulesData,
  ListReportsData,
  PageReportOut,
  PageScheduleOut,
  ReportPolicyOut,
} from './schema/types.gen';

/** A report as JSON (docs/numbers.md says what each column is). Ratios are 0 to 1, null where nothing counts. */
export interface SlaReport {
  workspace: string;
  workspace_id: string;
  from: string;
  to: string;
  time_zone: string;
  policy: ReportPolicyOut;
  /** Of a policy that recomputes states: until when they could not be, and for how many monitors. */
  as_recorded: AsRecordedOut | null;
  data_hash: string;
  totals: ReportTotals;
  monitors: ReportMonitor[];
  incidents: ReportIncident[];
  days: ReportDay[];
  latency: ReportLatency[];
  exclusions: ReportExclusion[];
}

export interface ReportTotals {
  monitors: number;
  availability: number | null;
  outages: number;
  counted_s: number;
  down_s: number;
  excluded_s: number;
  maintenance_s: number;
  no_data_s: number;
  checks: number;
  failures: number;
}

interface Shares {
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
}

export interface ReportMonitor extends Shares {
  monitor_id: number;
  monitor: string;
  group: string | null;
  tags: string;
  kind: string;
  availability: number | null;
  availability_without_exclusions: number | null;
  counted_s: number;
  good_s: number;
  down_s: number;
  degraded_s: number;
  not_there_s: number;
  outside_hours_s: number;
  maintenance_s: number;
  excluded_s: number;
  no_data_s: number;
  unknown_s: number;
  outages: number;
  longest_outage_s: number | null;
  mttr_s: number | null;
  mtbf_s: number | null;
  checks: number;
  failures: number;
}

export interface ReportIncident {
  monitor_id: number;
  monitor: string;
  start: string;
  end: string | null;
  seconds: number | null;
  reason: string;
  end_cause: string | null;
}

export interface ReportDay {
  monitor_id: number;
  day: string;
  availability: number | null;
  counted_s: number;
  good_s: number;
  degraded_s: number;
  maintenance_s: number;
}

export interface ReportLatency extends Shares {
  day: string;
}

export interface ReportExclusion {
  id: number;
  start: string;
  end: string;
  reason: string;
  agreed_by: string | null;
  agreed_at: string;
  revoked_at: string | null;
  revoked_why: string | null;
}

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
      api<GetSlaJsonData, SlaReport>('GET', '/api/v1/workspaces/{workspace_id}/sla.json', {
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
