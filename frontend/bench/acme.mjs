/** Answers of the API for a made-up workspace of many monitors: the same at every run. */
export const WORKSPACE_ID = '0190a000-0000-7000-8000-000000000001';
const PAGE = 200;
const DAYS = 90;
const DAY_MS = 86_400_000;
const KINDS = ['http', 'http', 'http', 'tcp', 'dns', 'icmp'];
const NOUNS = ['api', 'checkout', 'auth', 'search', 'billing', 'mail', 'edge', 'queue'];
const TAGS = ['web', 'payments', 'infrastructure', 'network'];
const LEGEND = { f: 'full', i: 'minor', a: 'major', d: 'down', n: 'none', m: 'maintenance', b: 'before' };

/** What the API would answer to a GET; null: nothing. */
export function makeAcme(count) {
  const random = randomFrom(7);
  const now = Date.now();
  const monitors = Array.from({ length: count }, (_, place) => monitor(place + 1, random, now));
  const lines = monitors.map(({ id, uptime_90d }) => line(id, random, uptime_90d));
  const day = (ago) => new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
  const of = (state) => monitors.filter((each) => each.state === state).length;
  const summary = {
    monitors: count, active: count, up: of('up'), degraded: of('degraded'), down: of('down'), unknown: 0, maintenance: 0, pending: 0, paused: 0,
  };
  const workspace = { id: WORKSPACE_ID, name: 'Acme', slug: 'acme', is_public: false, role: 'owner', created_at: at(now), updated_at: at(now), deleted_at: null };
  const overviewLine = { ...summary, id: WORKSPACE_ID, name: 'Acme', slug: 'acme', is_public: false, role: 'owner', states: lines[0].states, uptime_90d: 0.9987, last_checked_at: at(now) };
  const frame = { first_day: day(DAYS - 1), last_day: day(0), legend: LEGEND };
  return (url) => {
    const path = url.pathname;
    if (path.endsWith('/auth/refresh')) return { access_token: 'x', token_type: 'bearer', expires_in: 3600 };
    if (path.endsWith('/api/v1/me')) return user(now);
    if (path.endsWith('/me/overview')) return { ...summary, ...frame, workspaces: 1, workspaces_list: [overviewLine], now: [], recent: [], next: [] };
    if (path.endsWith('/api/v1/workspaces')) return { items: [workspace], next: null };
    if (path.endsWith(`/workspaces/${WORKSPACE_ID}`)) return workspace;
    if (path.endsWith(`/workspaces/${WORKSPACE_ID}/days`)) return { ...frame, monitors: lines };
    if (path.endsWith('/monitors')) return page(monitors, Number(url.searchParams.get('cursor') ?? 0));
    if (path.endsWith('/latency')) return latency(random, now);
    if (path.endsWith('/baseline')) return baseline(now);
    if (path.endsWith('/changes')) return { items: [], next: null };
    if (path.endsWith('/days')) return { days: [] };
    if (path.endsWith('/checks') || path.endsWith('/incidents')) return { items: [], next: null };
    return null;
  };
}

function page(monitors, from) {
  const next = from + PAGE < monitors.length ? String(from + PAGE) : null;
  return { items: monitors.slice(from, from + PAGE), next };
}

function monitor(id, random, now) {
  const noun = NOUNS[id % NOUNS.length];
  const roll = random();
  const state = roll > 0.99 ? 'down' : roll > 0.97 ? 'degraded' : 'up';
  return {
    id, workspace_id: WORKSPACE_ID, name: `${noun}-${id}`, kind: KINDS[id % KINDS.length], target: `https://${noun}-${id}.acme.example/health`,
    period: { value: 30, unit: 'seconds' }, retention_days: 90, timeout_s: 10, confirm: { failures: 2, recoveries: 1, retry_s: 20 },
    expect: { status: ['200-299'], body_contains: null, body_not_contains: null, json: [], header: {}, max_latency_ms: null, degraded_latency_ms: 800, answers: [], certificate_days: 14 },
    method: 'GET', headers: {}, body: null, follow_redirects: true, verify_tls: true, dns_record: 'A', dns_resolver: null, grace_s: 0,
    tags: [TAGS[id % TAGS.length]], group: id % 3 ? 'Core' : null, is_public: true, public_name: null, recipients: null, ping_url: null, paused_at: null,
    created_at: at(now - 200 * DAY_MS), updated_at: at(now), state, since: at(now - 3_600_000),
    last_check: { slot: at(now - 4_000), outcome: state, reason: null, message: null, latency_ms: 40 + Math.floor(random() * 300), http_status: 200 },
    uptime_90d: 1 - random() / 100, certificate_expires_at: null,
  };
}

function line(id, random, uptime) {
  const states = Array.from({ length: DAYS }, () => (random() > 0.03 ? 'f' : 'iiad'[Math.floor(random() * 4)])).join('');
  return { id, states, uptime: Array.from(states, (letter) => (letter === 'f' ? 1 : 0.97)), uptime_90d: uptime };
}

function latency(random, now) {
  const count = 360;
  const p50 = Array.from({ length: count }, () => 100 + random() * 40);
  const times = (by) => p50.map((ms) => ms * by);
  return {
    step_s: 240, t: p50.map((_, place) => at(now - (count - place) * 240_000)), p50, p95: times(1.6), p99: times(2), failures: p50.map(() => 0),
    spans: [], phases: null,
  };
}

function baseline(now) {
  const hours = Array.from({ length: 25 }, (_, place) => Math.floor(now / 3_600_000 + place - 24) * 3_600_000);
  const all = (ms) => hours.map(() => ms);
  const learnt = { from: at(now - 42 * DAY_MS), to: at(now), at: at(now), hours: 168 };
  return { learnt, t: hours.map(at), expected_ms: all(120), low_ms: all(90), high_ms: all(150), seen_ms: all(125), anomalies: [] };
}

function user(now) {
  return {
    id: '0190a000-0000-7000-8000-0000000000a1', email: 'ana@acme.example', email_confirmed: true, email_confirmed_at: at(now), first_name: 'Ana', last_name: 'Silva',
    pronouns: '', city: '', bio: '', website: '', github: '', linkedin: '', photo: null, is_operator: false, language: 'en', theme: 'light', time_zone: 'UTC', preferences: { contrast: 'normal', density: 'comfortable', single_key_shortcuts: true },
    visibility: 'workspace', created_at: at(now),
  };
}

function at(ms) {
  return new Date(ms).toISOString();
}

/** A small generator (mulberry32), so that every run sees the same. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
