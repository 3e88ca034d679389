/** Objectives, windows and reports as tests need them. */
import { WORKSPACE_ID } from './factories';
import type { BaselineOut, ExclusionOut, ObjectiveOut, PageChangeOut, PolicyOut, ReportMonitorOut, ReportOut, SlaReportOut, StandingOut, WindowOut } from '@/api/schema/types.gen';

const AT = '2026-11-21T14:02:00.000Z';

export function aWindow(given: Partial<WindowOut> = {}): WindowOut {
  return {
    id: 1,
    title: 'Database upgrade',
    note: '',
    starts_at: '2026-11-29T02:00:00.000Z',
    duration_s: 3600,
    rrule: 'FREQ=WEEKLY;BYDAY=SU',
    time_zone: 'UTC',
    is_for_all: true,
    monitor_ids: [],
    tags: [],
    created_at: AT,
    next_starts_at: '2026-11-29T02:00:00.000Z',
    next_ends_at: '2026-11-29T03:00:00.000Z',
    ...given,
  };
}

/** Four hours from Tuesday noon, 100 ± 50 ms each, seen as usual. */
export function aBaseline(given: Partial<BaselineOut> = {}): BaselineOut {
  return {
    learnt: { from: '2026-10-13T00:00:00.000Z', to: '2026-11-24T00:00:00.000Z', at: '2026-11-24T00:10:00.000Z', hours: 168 },
    t: ['12', '13', '14', '15'].map((hour) => `2026-11-24T${hour}:00:00.000Z`),
    expected_ms: [100, 100, 100, 100],
    low_ms: [50, 50, 50, 50],
    high_ms: [150, 150, 150, 150],
    seen_ms: [100, 100, 100, 100],
    anomalies: [],
    ...given,
  };
}

/** The median went from 200 to 380 ms and stayed there. */
export function aChange(given: Partial<PageChangeOut['items'][number]> = {}): PageChangeOut['items'][number] {
  return { at: '2026-08-12T09:40:00.000Z', until: null, before_ms: 200, after_ms: 380, change_ms: 180, words: '', ...given };
}

export function anExclusion(given: Partial<ExclusionOut> = {}): ExclusionOut {
  return {
    id: 1,
    starts_at: '2026-10-09T03:00:00.000Z',
    ends_at: '2026-10-09T05:00:00.000Z',
    reason: 'Power cut in the building',
    is_for_all: false,
    monitor_ids: [1],
    tags: [],
    created_at: AT,
    created_by: 'Ana Silva',
    revoked_at: null,
    revoked_by: null,
    revoked_why: null,
    ...given,
  };
}

export function anObjective(given: Partial<ObjectiveOut> = {}): ObjectiveOut {
  return {
    id: 1,
    name: 'Checkout',
    tree: { monitor: 1 },
    target: 0.999,
    cycle: 'month',
    rolling_days: null,
    time_zone: 'UTC',
    policy: 'agreed',
    tiers: [],
    created_at: AT,
    updated_at: AT,
    ...given,
  };
}

export function aStanding(given: Partial<StandingOut> = {}): StandingOut {
  return {
    at: '2026-11-01T00:00:00.000Z',
    availability: 0.9995,
    budget_s: 2678,
    burn_rate: 0.5,
    burning: [],
    counted_s: 2_678_400,
    credit_percent: 0,
    downtime_s: 1339,
    exhausted_at: null,
    expected_s: 2_678_400,
    monitor_ids: [1],
    outages: [],
    outages_in_all: 1,
    policy: { name: 'agreed', version: 1 },
    remaining_s: 1339,
    target: 0.999,
    used_share: 0.5,
    window_start: '2026-10-01T00:00:00.000Z',
    window_end: '2026-11-01T00:00:00.000Z',
    ...given,
  };
}

export function aPolicy(given: Partial<PolicyOut> = {}): PolicyOut {
  return {
    name: 'agreed',
    version: 1,
    backdates: true,
    confirmation: null,
    degraded: 'good',
    unknown: 'left_out',
    leaves_out_exclusions: true,
    leaves_out_maintenance: true,
    min_outage_s: 0,
    service_hours: null,
    in_words: ['Degraded time counts as up.'],
    created_at: null,
    created_by: null,
    ...given,
  };
}

export function aReportMonitor(given: Partial<ReportMonitorOut> = {}): ReportMonitorOut {
  return {
    monitor_id: 1,
    monitor: 'Checkout',
    group: null,
    tags: '',
    kind: 'http',
    availability: 0.9995,
    availability_without_exclusions: 0.9995,
    counted_s: 2_678_400,
    good_s: 2_677_061,
    down_s: 1339,
    degraded_s: 0,
    not_there_s: 0,
    outside_hours_s: 0,
    maintenance_s: 0,
    excluded_s: 0,
    no_data_s: 0,
    unknown_s: 0,
    outages: 1,
    longest_outage_s: 1339,
    mttr_s: 1339,
    mtbf_s: null,
    checks: 8928,
    failures: 5,
    p50_ms: 118,
    p95_ms: 140,
    p99_ms: 180,
    ...given,
  };
}

function reportPolicy(): SlaReportOut['policy'] {
  const { in_words: _words, created_at: _at, created_by: _by, ...policy } = aPolicy();
  return policy;
}

export function aReport(given: Partial<SlaReportOut> = {}): SlaReportOut {
  return {
    workspace: 'Acme',
    workspace_id: WORKSPACE_ID,
    from: '2026-10-01T00:00:00Z',
    to: '2026-11-01T00:00:00Z',
    time_zone: 'UTC',
    policy: reportPolicy(),
    as_recorded: null,
    method: ['What policy agreed@1 says.'],
    sources: ['From recorded states.'],
    data_hash: '9f3c'.repeat(16),
    totals: {
      monitors: 1,
      monitors_with_downtime: 1,
      availability: 0.9995,
      outages: 1,
      longest_outage_s: 1339,
      counted_s: 2_678_400,
      good_s: 2_677_061,
      down_s: 1339,
      degraded_s: 0,
      not_there_s: 0,
      outside_hours_s: 0,
      maintenance_s: 0,
      excluded_s: 0,
      no_data_s: 0,
      unknown_s: 0,
      checks: 8928,
      failures: 5,
    },
    monitors: [aReportMonitor()],
    incidents: [],
    days: [],
    latency: [],
    exclusions: [],
    objectives: [],
    ...given,
  };
}

export function anOrder(given: Partial<ReportOut> = {}): ReportOut {
  return {
    id: '0190a000-0000-7000-8000-0000000000b1',
    from: '2026-10-01T00:00:00Z',
    to: '2026-11-01T00:00:00Z',
    time_zone: 'UTC',
    policy: 'agreed@1',
    format: 'pdf',
    table: 'monitors',
    state: 'running',
    progress: 40,
    error: null,
    file_name: null,
    size_bytes: null,
    data_hash: null,
    availability: null,
    created_at: AT,
    finished_at: null,
    ...given,
  };
}
