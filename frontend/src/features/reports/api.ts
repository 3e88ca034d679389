/** What one does with reports: save files, have them made, have them sent. */
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import { saveFrom } from '@/api/files';
import { reportsQuery, schedulesQuery, type GetSlaFileData, type ReportAsked } from '@/api/reports';
import type {
  DeleteReportScheduleData,
  Format,
  GetReportFileData,
  MakeReportScheduleData,
  OrderReportData,
  RemoveReportData,
  ReportOut,
  ScheduleIn,
  ScheduleOut,
  Table,
} from '@/api/schema/types.gen';
import { getLocale } from '@/messages/runtime';

export interface FileWish {
  format: Format;
  table: Table;
}

/** Make a file now and save it. */
export function useSaveReport(workspaceId: string, { from, to, policy, zone }: ReportAsked) {
  return useMutation({
    mutationFn: ({ format, table }: FileWish) =>
      saveFrom<GetSlaFileData>(
        'GET',
        `/api/v1/workspaces/{workspace_id}/sla.${format}`,
        { path: { workspace_id: workspaceId }, query: { from, to, policy, time_zone: zone, table, language: getLocale() } },
        `sla-${from.slice(0, 10)}.${format}`,
      ),
  });
}

/** Have a file made in the background. */
export function useOrderReport(workspaceId: string, { from, to, policy, zone }: ReportAsked) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ format, table }: FileWish) =>
      api<OrderReportData, ReportOut>('POST', '/api/v1/workspaces/{workspace_id}/reports', {
        path: { workspace_id: workspaceId },
        body: { from, to, policy, time_zone: zone, format, table },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: reportsQuery(workspaceId).queryKey }),
  });
}

/** Save a file that is ready, or remove it. */
export function useReportAct(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ report, act }: { report: ReportOut; act: 'save' | 'remove' }) => {
      const path = { workspace_id: workspaceId, report_id: report.id };
      if (act === 'remove') await api<RemoveReportData, void>('DELETE', '/api/v1/workspaces/{workspace_id}/reports/{report_id}', { path });
      else await saveFrom<GetReportFileData>('GET', '/api/v1/workspaces/{workspace_id}/reports/{report_id}/file', { path }, report.file_name ?? `report.${report.format}`);
    },
    onSuccess: (_done, { act }) => (act === 'remove' ? client.invalidateQueries({ queryKey: reportsQuery(workspaceId).queryKey }) : undefined),
  });
}

export function useMakeSchedule(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ScheduleIn) =>
      api<MakeReportScheduleData, ScheduleOut>('POST', '/api/v1/workspaces/{workspace_id}/report-schedules', { path: { workspace_id: workspaceId }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: schedulesQuery(workspaceId).queryKey }),
  });
}

export function useDeleteSchedule(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      api<DeleteReportScheduleData, void>('DELETE', '/api/v1/workspaces/{workspace_id}/report-schedules/{schedule_id}', {
        path: { workspace_id: workspaceId, schedule_id: id },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: schedulesQuery(workspaceId).queryKey }),
  });
}
