import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { MonitorOut, WorkspaceOut } from '@/api/schema/types.gen';
import { aMonitor, anIncident, anOverview, aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { aCheck, aManualCheck, anUptime, noLatency, someDays } from '@/test/monitor-factories';
import { aBaseline } from '@/test/number-factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const PAGE = `/w/${WORKSPACE_ID}/monitors/1`;
const LAST = { slot: '2026-11-21T14:01:00Z', outcome: 'up', reason: null, message: null, latency_ms: 118, http_status: 200 };
const list = (items: readonly unknown[], next: string | null = null) => HttpResponse.json({ items, next });

function answer(monitor: Partial<MonitorOut>, workspace: Partial<WorkspaceOut> = {}) {
  server.use(
    http.get('*/api/v1/monitors/1', () => HttpResponse.json(aMonitor({ last_check: LAST, ...monitor }))),
    http.get(`*/api/v1/workspaces/${WORKSPACE_ID}`, () => HttpResponse.json(aWorkspace(workspace))),
  );
}

beforeEach(() => {
  server.use(
    http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
    http.post('*/api/v1/live/ticket', () => new HttpResponse(null, { status: 503 })),
    http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
    http.get('*/api/v1/me/overview', () => HttpResponse.json(anOverview())),
    http.get('*/api/v1/workspaces', () => list([])),
    http.get(`*/api/v1/workspaces/${WORKSPACE_ID}/:what`, () => list([])),
    http.get('*/api/v1/monitors/1/days', () => HttpResponse.json(someDays())),
    http.get('*/api/v1/monitors/1/latency', () => HttpResponse.json(noLatency())),
    http.get('*/api/v1/monitors/1/baseline', () => HttpResponse.json(aBaseline())),
    http.get('*/api/v1/monitors/1/uptime', () => HttpResponse.json(anUptime())),
    http.get('*/api/v1/monitors/1/certificate', () => HttpResponse.json({ certificate: null })),
    http.get('*/api/v1/monitors/1/:list', () => list([])),
  );
});

describe("a monitor's page", () => {
  it('says how it is, since when and why', async () => {
    answer({ state: 'down', since: '2026-11-21T14:00:00Z', last_check: { ...LAST, outcome: 'down', reason: 'tls_expired', message: 'The certificate has expired.' } });
    showPage(PAGE);
    expect(await screen.findByRole('heading', { level: 1, name: /Checkout/ })).toHaveTextContent('Down');
    expect(screen.getByText(/^Down for .*: Certificate expired\./)).toBeVisible();
    expect(document.title).toBe('Checkout · Healther');
  });

  it('opens an uptime to how it came about', async () => {
    answer({});
    const intervals = [
      { state: 'up', started_at: '2026-11-21T12:00:00Z', ended_at: '2026-11-21T14:00:00Z', seconds: 7200, left_out: null, cause: null, first_check: null, last_check: null },
      { state: 'down', started_at: '2026-11-21T11:59:00Z', ended_at: '2026-11-21T12:00:00Z', seconds: 60, left_out: null, cause: null, first_check: '2026-11-21T11:59:00Z', last_check: null },
    ];
    server.use(
      http.get('*/api/v1/monitors/1/uptime', () =>
        HttpResponse.json(anUptime({ uptime: 0.99931, numerator_s: 86_340, denominator_s: 86_400, up_s: 86_340, down_s: 60, intervals, intervals_in_all: 2 })),
      ),
    );
    const { user, router } = showPage(PAGE);
    await user.click(await screen.findByRole('button', { name: /24 hours\s*99\.931%/ }));
    expect(screen.getByText('86,340 s ÷ 86,400 s = 99.9310%')).toBeVisible();
    const table = screen.getByRole('table', { name: 'Intervals' });
    expect(within(table).getAllByRole('row')).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'Show all 2 intervals' }));
    expect(within(table).getAllByRole('row')).toHaveLength(3);
    expect(router.state.location.search).toEqual({ why: '24h' });
  });

  it('shows checks page by page, and only those that failed', async () => {
    answer({});
    const asked: string[] = [];
    server.use(
      http.get('*/api/v1/monitors/1/checks', ({ request }) => {
        const query = new URL(request.url).searchParams;
        asked.push(`${query.get('outcome') ?? 'all'} ${query.get('before') ?? 'newest'}`);
        if (query.get('outcome') === 'down') return list([]);
        return query.get('before') ? list([aCheck({ slot: '2026-11-21T13:57:00Z', latency_ms: 77 })]) : list([aCheck({ latency_ms: 99 })], 'older');
      }),
    );
    const { user } = showPage(PAGE);
    const checks = await screen.findByRole('region', { name: 'Checks' });
    expect(await within(checks).findByText('99 ms')).toBeVisible();
    await user.click(within(checks).getByRole('button', { name: 'Show more' }));
    expect(await within(checks).findByText('77 ms')).toBeVisible();
    await user.click(within(checks).getByRole('radio', { name: 'Failed' }));
    expect(await within(checks).findByText('No such check is kept.')).toBeVisible();
    expect(new Set(asked)).toEqual(new Set(['all newest', 'all older', 'down newest']));
  });

  it('looks at one day', async () => {
    answer({});
    server.use(
      http.get('*/api/v1/monitors/1/incidents', () =>
        list([anIncident({ started_at: '2026-11-18T22:30:00Z', ended_at: '2026-11-18T23:45:00Z', duration_s: 4500 })]),
      ),
      http.get('*/api/v1/monitors/1/uptime', ({ request }) =>
        HttpResponse.json(request.url.includes('2026-11-18') ? anUptime({ uptime: 0.9479, down_s: 4500 }) : anUptime()),
      ),
    );
    const { user, router } = showPage(`${PAGE}?day=2026-11-18`);
    const day = await screen.findByRole('region', { name: 'Wed, Nov 18' });
    expect(await within(day).findByText('94.79%')).toBeVisible();
    expect(within(day).getByText('HTTP 503')).toBeVisible();
    await user.click(within(day).getByRole('button', { name: 'Day after' }));
    expect(router.state.location.search).toEqual({ day: '2026-11-19' });
  });

  it('pauses at once, and takes it back when it is refused', async () => {
    answer({});
    const gate = new EventTarget();
    const refused = new Promise((resolve) => {
      gate.addEventListener('open', resolve, { once: true });
    });
    server.use(
      http.post('*/api/v1/monitors/1/pause', async () => {
        await refused;
        return HttpResponse.json({ type: 'x/forbidden', title: '', status: 403, detail: 'Ask an owner.', errors: [], request_id: null }, { status: 403 });
      }),
    );
    const { user } = showPage(PAGE);
    await user.click(await screen.findByRole('button', { name: 'Pause' }));
    expect(await screen.findByRole('button', { name: 'Resume' })).toBeVisible();
    gate.dispatchEvent(new Event('open'));
    expect(await screen.findByText('Ask an owner.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Pause' })).toBeVisible();
  });

  it('checks now and says what it saw', async () => {
    answer({});
    server.use(http.post('*/api/v1/monitors/1/check', () => HttpResponse.json(aManualCheck())));
    const { user } = showPage(PAGE);
    await user.click(await screen.findByRole('button', { name: 'Check now' }));
    expect(await screen.findByRole('region', { name: 'Result of the check' })).toHaveTextContent('HTTP 200 · 118 ms');
  });

  it('tells a heartbeat that was never pinged how to ping', async () => {
    answer({ kind: 'heartbeat', target: '', state: 'unknown', last_check: { ...LAST, reason: 'heartbeat_waiting' }, ping_url: 'https://h.example/ping/abc' });
    const { user } = showPage(PAGE);
    expect(await screen.findByText('Waiting for its first ping.')).toBeVisible();
    const how = screen.getByRole('region', { name: 'How to ping' });
    await user.click(within(how).getByRole('radio', { name: 'curl' }));
    expect(within(how).getByText('curl -fsS -m 10 --retry 5 -o /dev/null https://h.example/ping/abc')).toBeVisible();
  });

  it('gives observers no buttons that would be refused', async () => {
    answer({}, { role: 'observer' });
    showPage(PAGE);
    await screen.findByRole('heading', { level: 1, name: /Checkout/ });
    await waitFor(() => expect(screen.getByRole('link', { name: 'Acme' })).toBeVisible());
    expect(screen.queryByRole('button', { name: 'Pause' })).not.toBeInTheDocument();
  });

  it('says that it is gone', async () => {
    const problem = { type: 'x/not-found', title: '', status: 404, detail: 'There is no such monitor.', errors: [], request_id: null };
    answer({});
    server.use(http.get('*/api/v1/monitors/1', () => HttpResponse.json(problem, { status: 404 })));
    showPage(PAGE);
    expect(await screen.findByText('Nothing is watched here')).toBeVisible();
  });
});
