/** Objects of the API as tests need them: plain ones, of which a test says what matters to it. */
import type {
  IncidentOut,
  InviteOut,
  MemberOut,
  MonitorOut,
  OverviewOut,
  TroubleOut,
  UserOut,
  WorkspaceLineOut,
  WorkspaceOut,
} from '@/api/schema/types.gen';

export const WORKSPACE_ID = '0190a000-0000-7000-8000-000000000001';
export const USER_ID = '0190a000-0000-7000-8000-0000000000a1';
const NO_COUNTS = { monitors: 0, active: 0, up: 0, degraded: 0, down: 0, unknown: 0, maintenance: 0, pending: 0, paused: 0 };
const AT = '2026-11-21T14:02:00.000Z';

export function aUser(given: Partial<UserOut> = {}): UserOut {
  return {
    id: USER_ID,
    email: 'ana@acme.example',
    email_confirmed: true,
    email_confirmed_at: AT,
    first_name: 'Ana',
    last_name: 'Silva',
    pronouns: '',
    city: '',
    bio: '',
    website: '',
    github: '',
    linkedin: '',
    photo: null,
    preferences: { contrast: 'normal', density: 'comfortable', single_key_shortcuts: true },
    is_operator: false,
    language: 'en',
    theme: 'light',
    time_zone: 'UTC',
    visibility: 'workspace',
    created_at: AT,
    ...given,
  };
}

export function aWorkspace(given: Partial<WorkspaceOut> = {}): WorkspaceOut {
  return {
    id: WORKSPACE_ID,
    name: 'Acme',
    slug: 'acme',
    is_public: false,
    role: 'owner',
    created_at: AT,
    updated_at: AT,
    deleted_at: null,
    ...given,
  };
}

/** A workspace as the overview lists it. */
export function aLine(given: Partial<WorkspaceLineOut> = {}): WorkspaceLineOut {
  return {
    ...NO_COUNTS,
    id: WORKSPACE_ID,
    name: 'Acme',
    slug: 'acme',
    is_public: false,
    role: 'owner',
    states: 'f'.repeat(90),
    uptime_90d: 1,
    last_checked_at: AT,
    ...given,
  };
}

export function anOverview(given: Partial<OverviewOut> = {}): OverviewOut {
  return {
    ...NO_COUNTS,
    workspaces: given.workspaces_list?.length ?? 0,
    first_day: '2026-08-24',
    last_day: '2026-11-21',
    legend: {},
    workspaces_list: [],
    now: [],
    recent: [],
    next: [],
    planned_work: [],
    ...given,
  };
}

export function aTrouble(given: Partial<TroubleOut> = {}): TroubleOut {
  return {
    monitor_id: 1,
    monitor_name: 'Checkout',
    workspace_id: WORKSPACE_ID,
    workspace_name: 'Acme',
    state: 'down',
    since: AT,
    incident_id: 1,
    reason: 'http_status',
    message: 'The server answered with a status that is not expected. It answered 503.',
    http_status: 503,
    latency_ms: null,
    ...given,
  };
}

export function anIncident(given: Partial<IncidentOut> = {}): IncidentOut {
  return {
    id: 1,
    monitor_id: 1,
    monitor_name: 'Checkout',
    workspace_id: WORKSPACE_ID,
    workspace_name: 'Acme',
    started_at: AT,
    ended_at: null,
    end_cause: null,
    duration_s: null,
    reason: 'http_status',
    message: 'The server answered with a status that is not expected. It answered 503.',
    http_status: 503,
    ...given,
  };
}

export function aMember(given: Partial<MemberOut> = {}): MemberOut {
  return {
    user_id: USER_ID,
    email: 'ana@acme.example',
    first_name: 'Ana',
    last_name: 'Silva',
    pronouns: '',
    photo: null,
    role: 'owner',
    joined_at: AT,
    ...given,
  };
}

export function anInvite(given: Partial<InviteOut> = {}): InviteOut {
  return {
    id: '0190a000-0000-7000-8000-0000000000b1',
    email: 'cy@acme.example',
    role: 'observer',
    invited_by: 'Ana Silva',
    created_at: AT,
    sent_at: AT,
    expires_at: '2026-11-28T14:02:00.000Z',
    is_alive: true,
    ...given,
  };
}

export function aMonitor(given: Partial<MonitorOut> = {}): MonitorOut {
  return {
    id: 1,
    workspace_id: WORKSPACE_ID,
    name: 'Checkout',
    kind: 'http',
    target: 'https://shop.acme.example/health',
    state: 'up',
    since: AT,
    period: { value: 1, unit: 'minutes' },
    timeout_s: 10,
    grace_s: 300,
    confirm: { failures: 2, recoveries: 2, retry_s: 20 },
    expect: {
      status: ['2xx'],
      header: {},
      json: [],
      body_contains: null,
      body_not_contains: null,
      max_latency_ms: null,
      degraded_latency_ms: null,
      certificate_days: 14,
      answers: [],
    },
    method: 'GET',
    headers: {},
    body: null,
    follow_redirects: true,
    verify_tls: true,
    dns_record: 'A',
    dns_resolver: null,
    ping_url: null,
    tags: [],
    group: null,
    recipients: null,
    is_public: true,
    public_name: null,
    retention_days: 90,
    paused_at: null,
    certificate_expires_at: null,
    last_check: null,
    uptime_90d: null,
    created_at: AT,
    updated_at: AT,
    ...given,
  } satisfies MonitorOut;
}
