/** Numbers of a monitor as tests need them. */
import type { CheckOut, DayOut, DaysOut, LatencyOut, ManualCheckOut, UptimeOut } from '@/api/schema/types.gen';

const AT = '2026-11-21T14:02:00.000Z';
const NO_PHASES = { dns_ms: null, connect_ms: null, tls_ms: null, wait_ms: null, transfer_ms: null };

export function aCheck(given: Partial<CheckOut> = {}): CheckOut {
  return {
    slot: AT,
    attempt: 0,
    state: 'up',
    outcome: 'up',
    covers_s: 300,
    latency_ms: 118,
    phases: { ...NO_PHASES, connect_ms: 18, wait_ms: 100 },
    http_status: 200,
    reason: null,
    message: null,
    lateness_ms: 1,
    region: 'local',
    address: '203.0.113.7',
    ...given,
  };
}

export function aManualCheck(given: Partial<ManualCheckOut> = {}): ManualCheckOut {
  return { ...aCheck({ attempt: 1, covers_s: 0 }), certificate: null, ...given };
}

export function aDay(given: Partial<DayOut> = {}): DayOut {
  return {
    day: '2026-11-21',
    state: 'full',
    uptime: 1,
    up_s: 86_400,
    degraded_s: 0,
    down_s: 0,
    unknown_s: 0,
    maintenance_s: 0,
    coverage: 1,
    checks: 288,
    failures: 0,
    p50_ms: 118,
    p95_ms: 140,
    p99_ms: 180,
    ...given,
  };
}

/** Ninety good days up to 21 November 2026. */
export function someDays(): DaysOut {
  const last = Date.parse('2026-11-21T00:00:00Z');
  const dates = Array.from({ length: 90 }, (_, place) => new Date(last - (89 - place) * 86_400_000).toISOString().slice(0, 10));
  return { days: dates.map((day) => aDay({ day })) };
}

export function noLatency(): LatencyOut {
  return { t: [], step_s: 240, p50: [], p95: [], p99: [], failures: [], spans: [], phases: null };
}

export function anUptime(given: Partial<UptimeOut> = {}): UptimeOut {
  return {
    from: '2026-11-20T14:02:00.000Z',
    to: AT,
    policy: { name: 'observed', version: 1 },
    uptime: 1,
    formula: '(up_s + degraded_s) / (up_s + degraded_s + down_s)',
    numerator_s: 86_400,
    denominator_s: 86_400,
    up_s: 86_400,
    degraded_s: 0,
    down_s: 0,
    unknown_s: 0,
    left_out: { not_there_s: 0, outside_hours_s: 0, maintenance_s: 0, excluded_s: 0, no_data_s: 0, unknown_s: 0 },
    uptime_without_exclusions: 1,
    coverage: 1,
    recomputed_from: null,
    intervals: [],
    intervals_in_all: 0,
    ...given,
  };
}
