/** Queries about how time is counted: policies, planned work, what was left out, objectives, reports. */
import { queryOptions } from '@tanstack/react-query';

import { api } from './client';
import { lately, type Range } from './monitors';
import type {
  BaselineOut,
  GetBaselineData,
  ListChangesData,
  PageChangeOut,
  GetBudgetData,
  GetHeatmapData,
  GetPercentilesData,
  GetReliabilityData,
  GetUptimeData,
  HeatMapOut,
  LatencyOverRangeOut,
  ListExclusionsData,
  ListMaintenanceData,
  ListObjectivesData,
  ListPoliciesData,
  PageExclusionOut,
  PageObjectiveOut,
  PagePolicyOut,
  PageWindowOut,
  ReliabilityOut,
  StandingOut,
  UptimeOut,
} from './schema/types.gen';

const of = (id: string) => ({ workspace_id: id });

/** The newest version of each policy, those that are built in first. */
export const policiesQuery = (id: string) =>
  queryOptions({
    queryKey: ['policies', id],
    queryFn: ({ signal }) =>
      api<ListPoliciesData, PagePolicyOut>('GET', '/api/v1/workspaces/{workspace_id}/policies', { path: of(id), signal }),
  });

export const maintenanceQuery = (id: string) =>
  queryOptions({
    queryKey: ['maintenance', id],
    queryFn: ({ signal }) =>
      api<ListMaintenanceData, PageWindowOut>('GET', '/api/v1/workspaces/{workspace_id}/maintenance', { path: of(id), signal }),
  });

const MOST_EXCLUSIONS = 500;

/** The newest 500, those that were revoked too. */
export const exclusionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['exclusions', id],
    queryFn: ({ signal }) =>
      api<ListExclusionsData, PageExclusionOut>('GET', '/api/v1/workspaces/{workspace_id}/exclusions', {
        path: of(id),
        query: { limit: MOST_EXCLUSIONS },
        signal,
      }),
  });

export const objectivesQuery = (id: string) =>
  queryOptions({
    queryKey: ['objectives', id],
    queryFn: ({ signal }) =>
      api<ListObjectivesData, PageObjectiveOut>('GET', '/api/v1/workspaces/{workspace_id}/objectives', { path: of(id), signal }),
  });

/** Where an objective stands; `back` 0: the window of now, 1: the one before. */
export const budgetQuery = (id: string, objectiveId: number, back = 0) =>
  queryOptions({
    queryKey: ['objectives', id, objectiveId, 'budget', back],
    queryFn: ({ signal }) =>
      api<GetBudgetData, StandingOut>('GET', '/api/v1/workspaces/{workspace_id}/objectives/{objective_id}/budget', {
        path: { workspace_id: id, objective_id: objectiveId },
        query: { back },
        signal,
      }),
    staleTime: 60_000,
  });

/** Uptime of a monitor under a policy. */
export const uptimeUnderQuery = (monitorId: number, from: string, to: string, policy: string) =>
  queryOptions({
    queryKey: ['monitors', monitorId, 'uptime', from, to, policy],
    queryFn: ({ signal }) =>
      api<GetUptimeData, UptimeOut>('GET', '/api/v1/monitors/{monitor_id}/uptime', {
        path: { monitor_id: monitorId },
        query: { from, to, policy },
        signal,
      }),
    staleTime: 60_000,
  });

/** Percentiles of a range, against the range of the same length before it. */
export const percentilesQuery = (monitorId: number, from: string, to: string) =>
  queryOptions({
    queryKey: ['monitors', monitorId, 'percentiles', from, to],
    queryFn: ({ signal }) =>
      api<GetPercentilesData, LatencyOverRangeOut>('GET', '/api/v1/monitors/{monitor_id}/percentiles', {
        path: { monitor_id: monitorId },
        query: { from, to, against: 'previous' },
        signal,
      }),
    staleTime: 5 * 60_000,
  });

export const heatmapQuery = (monitorId: number, measure: HeatMapOut['measure'], zone: string) =>
  queryOptions({
    queryKey: ['monitors', monitorId, 'heatmap', measure, zone],
    queryFn: ({ signal }) =>
      api<GetHeatmapData, HeatMapOut>('GET', '/api/v1/monitors/{monitor_id}/heatmap', {
        path: { monitor_id: monitorId },
        query: { measure, time_zone: zone },
        signal,
      }),
    staleTime: 5 * 60_000,
  });

export const reliabilityQuery = (monitorId: number, from: string, to: string) =>
  queryOptions({
    queryKey: ['monitors', monitorId, 'reliability', from, to],
    queryFn: ({ signal }) =>
      api<GetReliabilityData, ReliabilityOut>('GET', '/api/v1/monitors/{monitor_id}/reliability', {
        path: { monitor_id: monitorId },
        query: { from, to },
        signal,
      }),
    staleTime: 5 * 60_000,
  });

/** When latency changed for good, newest first; the last year. */
export const changesQuery = (monitorId: number) =>
  queryOptions({
    queryKey: ['monitors', monitorId, 'changes'],
    queryFn: ({ signal }) =>
      api<ListChangesData, PageChangeOut>('GET', '/api/v1/monitors/{monitor_id}/changes', { path: { monitor_id: monitorId }, signal }),
    staleTime: 5 * 60_000,
  });

/** What is usual, and what was not in the last days. The API tells it hour by hour, for 42 days at most. */
export const baselineQuery = (monitorId: number, range: Exclude<Range, '90d'>) =>
  queryOptions({
    queryKey: ['monitors', monitorId, 'baseline', range],
    queryFn: ({ signal }) =>
      api<GetBaselineData, BaselineOut>('GET', '/api/v1/monitors/{monitor_id}/baseline', {
        path: { monitor_id: monitorId },
        query: lately(range),
        signal,
      }),
    staleTime: 5 * 60_000,
  });
