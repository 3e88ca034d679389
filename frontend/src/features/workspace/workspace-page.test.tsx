import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import { workspaceMonitorsQuery } from '@/api/monitors';
import type { BulkIn, BulkOut, CheckOut, DaysOut, LatencyOut, MonitorChangeIn, MonitorOut, PageCheckOut, PageIncidentOut, PageMonitorOut, ProblemOut, WorkspaceDaysOut, WorkspaceOut } from '@/api/schema/types.gen';
import { setToken } from '@/api/client';
import { aMonitor, anIncident, aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { aBaseline } from '@/test/number-factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const API = '*/api/v1';
const ADDRESS = `/w/${WORKSPACE_ID}`;
const LEGEND = { f: 'full', i: 'minor', d: 'down' };
const SHOP = aMonitor({ id: 1, name: 'Shop', tags: ['web'], uptime_90d: 0.99999 });
const MAIL = aMonitor({ id: 2, name: 'Mail', state: 'down', kind: 'tcp', target: 'mail.acme.example:25', period: { value: 5, unit: 'minutes' }, uptime_90d: 0.9 });
const CHECK: CheckOut = {
  slot: '2026-11-21T14:00:00.000Z', attempt: 0, state: 'up', outcome: 'up', covers_s: 300, latency_ms: 118, http_status: 200, reason: null, message: null, lateness_ms: 0, region: 'local', address: null,
  phases: { dns_ms: null, connect_ms: null, tls_ms: null, wait_ms: null, transfer_ms: null },
};
const LATENCY: LatencyOut = {
  step_s: 3600, t: ['2026-11-21T12:00:00Z', '2026-11-21T13:00:00Z'], p50: [100, 121], p95: [150, 268], p99: [200, 412], failures: [0, 0], spans: [],
  phases: { dns_ms: [null, null], connect_ms: [null, null], tls_ms: [null, null], wait_ms: [null, null], transfer_ms: [null, null] },
};

/** Answer what the page asks for; what a test changes is kept, as the server would. */
function answer({ monitors = [SHOP, MAIL], workspace = aWorkspace() }: { monitors?: MonitorOut[]; workspace?: WorkspaceOut } = {}) {
  const days: WorkspaceDaysOut = {
    first_day: '2026-08-24', last_day: '2026-11-21', legend: LEGEND,
    monitors: monitors.map(({ id }) => ({ id, states: 'f'.repeat(90), uptime: Array.from({ length: 90 }, () => 1), uptime_90d: 1 })),
  };
  server.use(
    http.post(`${API}/auth/refresh`, () => HttpResponse.json({ access_token: 'a', token_type: 'bearer', expires_in: 3600 })),
    http.get(`${API}/me`, () => HttpResponse.json(aUser())),
    http.get(`${API}/workspaces`, () => HttpResponse.json({ items: [workspace], next: null })),
    http.get(`${API}/workspaces/${WORKSPACE_ID}`, () => HttpResponse.json(workspace)),
    http.get(`${API}/workspaces/${WORKSPACE_ID}/monitors`, () => HttpResponse.json<PageMonitorOut>({ items: monitors, next: null })),
    http.get(`${API}/workspaces/${WORKSPACE_ID}/days`, () => HttpResponse.json(days)),
    http.get(`${API}/monitors/:id/latency`, () => HttpResponse.json(LATENCY)),
    http.get(`${API}/monitors/:id/baseline`, () => HttpResponse.json(aBaseline({ learnt: null }))),
    http.get(`${API}/monitors/:id/changes`, () => HttpResponse.json({ items: [], next: null })),
    http.get(`${API}/monitors/:id/checks`, () => HttpResponse.json<PageCheckOut>({ items: [CHECK], next: null })),
    http.get(`${API}/monitors/:id/incidents`, () => HttpResponse.json<PageIncidentOut>({ items: [anIncident({ monitor_id: 2, duration_s: 840, ended_at: CHECK.slot })], next: null })),
    http.get(`${API}/monitors/:id/days`, () => HttpResponse.json<DaysOut>({ days: [] })),
  );
}

function refusal(kind: string, detail: string): ProblemOut {
  return { type: `https://healther.example/problems/${kind}`, title: 'No', detail, status: 409, errors: [], request_id: null };
}

const row = (name: string) => screen.getByRole('button', { name, expanded: false });
const rows = () => screen.getAllByRole('button', { expanded: false }).map((button) => button.getAttribute('aria-label')).filter(Boolean);

beforeEach(() => {
  setToken(null);
  answer();
});

describe('the list', () => {
  it('says how it is, with trouble first', async () => {
    showPage(ADDRESS);

    expect(await screen.findByRole('heading', { level: 1, name: 'Acme' })).toBeInTheDocument();
    expect((await screen.findAllByText(/1 down, 1 up\./)).length).toBeGreaterThan(0);
    expect(rows()).toEqual(['Mail', 'Shop']);
    expect(screen.getByText('99.99%')).toBeInTheDocument();
    expect(screen.getByRole('list', { name: 'What the bars mean' })).toBeInTheDocument();
  });

  it('finds by a few letters, says when nothing matches, and forgets the filters again', async () => {
    const { user, router } = showPage(ADDRESS);
    await screen.findByRole('button', { name: 'Mail' });

    await user.type(screen.getByRole('searchbox'), 'shop');
    await waitFor(() => expect(rows()).toEqual(['Shop']));
    await waitFor(() => expect(router.state.location.search).toEqual({ q: 'shop' }));

    await user.type(screen.getByRole('searchbox'), 'zzz');
    expect(await screen.findByText('Nothing matches “shopzzz”.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));

    await waitFor(() => expect(rows()).toEqual(['Mail', 'Shop']));
    expect(router.state.location.search).toEqual({});
  });

  it('takes filters and groups from the address', async () => {
    showPage(`${ADDRESS}?group=kind&state=down`);

    expect(await screen.findByRole('heading', { name: 'TCP' })).toBeInTheDocument();
    expect(screen.queryByRole('heading', { name: 'HTTP' })).not.toBeInTheDocument();
    expect(rows()).toEqual(['Mail']);
  });

  it('does not move rows under the pointer', async () => {
    const { user, client } = showPage(ADDRESS);
    await user.hover(await screen.findByText('Shop'));

    client.setQueryData(workspaceMonitorsQuery(WORKSPACE_ID).queryKey, [SHOP, { ...MAIL, state: 'up' }, aMonitor({ id: 3, name: 'API', state: 'down' })]);

    await screen.findByRole('button', { name: 'API' });
    expect(rows()).toEqual(['Mail', 'Shop', 'API']);
  });
});

describe('an open row', () => {
  it('shows latency, last checks, outages and settings in words', async () => {
    const { user, router } = showPage(ADDRESS);

    await user.click(await screen.findByRole('button', { name: 'Mail' }));

    expect(router.state.location.search).toEqual({ open: 2 });
    expect(await screen.findByRole('slider', { name: 'Latency' })).toBeInTheDocument();
    expect(await screen.findByText('118 ms')).toBeInTheDocument();
    expect(screen.getByText('14 min')).toBeInTheDocument();
    expect(screen.getByText(/by TCP every 5 minutes\./)).toBeInTheDocument();
  });

  it('pauses at once, and takes it back when it is refused', async () => {
    let refuse: (() => void) | undefined;
    const refused = new Promise<void>((resolve) => (refuse = resolve));
    server.use(
      http.post(`${API}/workspaces/${WORKSPACE_ID}/monitors/bulk`, async () => {
        await refused;
        return HttpResponse.json(refusal('conflict', 'Somebody was faster.'), { status: 409, headers: { 'content-type': 'application/problem+json' } });
      }),
    );
    const { user } = showPage(`${ADDRESS}?open=1`);

    await user.click(await screen.findByRole('button', { name: 'Pause' }));
    expect(await screen.findByText('Paused')).toBeInTheDocument();
    refuse?.();

    expect(await screen.findByText('Somebody was faster.')).toBeInTheDocument();
    expect(screen.queryByText('Paused')).not.toBeInTheDocument();
  });

  it('asks before a shorter retention deletes results', async () => {
    const asked: MonitorChangeIn[] = [];
    server.use(
      http.patch(`${API}/monitors/1`, async ({ request }) => {
        const body = (await request.json()) as MonitorChangeIn;
        asked.push(body);
        if (!body.confirm_loss) return HttpResponse.json(refusal('results-would-be-lost', 'Results of 60 days would be deleted.'), { status: 409, headers: { 'content-type': 'application/problem+json' } });
        return HttpResponse.json({ ...SHOP, retention_days: 30 });
      }),
    );
    const { user } = showPage(`${ADDRESS}?open=1`);

    const days = await screen.findByRole('spinbutton', { name: 'Keep results (days)' });
    await user.clear(days);
    await user.type(days, '30');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete older results?' });
    expect(within(dialog).getByText('Results of 60 days would be deleted.')).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'Delete them and save' }));

    await waitFor(() => expect(asked.at(-1)).toEqual({ period: SHOP.period, retention_days: 30, confirm_loss: true }));
    expect(await screen.findByText(/kept for 30 days/)).toBeInTheDocument();
  });
});

describe('several at once', () => {
  it('pauses what is chosen, with a way back', async () => {
    const asked: BulkIn[] = [];
    server.use(
      http.post(`${API}/workspaces/${WORKSPACE_ID}/monitors/bulk`, async ({ request }) => {
        const body = (await request.json()) as BulkIn;
        asked.push(body);
        const paused_at = body.action === 'pause' ? CHECK.slot : null;
        return HttpResponse.json<BulkOut>({ action: body.action, changed: body.ids, items: [SHOP, MAIL].map((each) => ({ ...each, paused_at, state: paused_at ? 'paused' : 'pending' })) });
      }),
    );
    const { user } = showPage(ADDRESS);

    await user.click(await screen.findByRole('checkbox', { name: 'Select all' }));
    const bar = await screen.findByRole('region', { name: '2 selected' });
    await user.click(within(bar).getByRole('button', { name: 'Pause' }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));

    await waitFor(() => expect(asked.map(({ action }) => action)).toEqual(['pause', 'resume']));
    expect(asked[0]?.ids.toSorted()).toEqual([1, 2]);
  });

  it('deletes several only after their number is typed', async () => {
    server.use(http.post(`${API}/workspaces/${WORKSPACE_ID}/monitors/bulk`, () => HttpResponse.json<BulkOut>({ action: 'delete', changed: [1, 2], items: [] })));
    const { user } = showPage(ADDRESS);

    await user.click(await screen.findByRole('checkbox', { name: 'Select all' }));
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete 2 monitors?' });
    expect(within(dialog).getByRole('button', { name: 'Delete 2 monitors' })).toBeDisabled();
    await user.type(within(dialog).getByRole('textbox'), '2');
    await user.click(within(dialog).getByRole('button', { name: 'Delete 2 monitors' }));

    expect(await screen.findByRole('textbox', { name: /Paste a URL/ })).toBeInTheDocument();
  });
});

describe('keys', () => {
  it('go through rows, open them and search', async () => {
    const { user } = showPage(ADDRESS);
    await screen.findByRole('button', { name: 'Mail' });

    await user.keyboard('jj');
    expect(row('Shop')).toHaveFocus();
    await user.keyboard('x');
    expect(screen.getByRole('checkbox', { name: 'Select Shop' })).toBeChecked();
    await user.keyboard('k{Enter}');
    expect(await screen.findByRole('button', { name: 'Mail', expanded: true })).toHaveFocus();
    await user.keyboard('/');
    expect(screen.getByRole('searchbox')).toHaveFocus();
  });
});

describe('roles and beginnings', () => {
  it('offers observers nothing that would be refused', async () => {
    answer({ workspace: aWorkspace({ role: 'observer' }) });
    showPage(`${ADDRESS}?open=1`);

    expect(await screen.findByRole('link', { name: 'Open page' })).toBeInTheDocument();
    for (const name of ['Pause', 'Check now', 'Save']) expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'New monitor' })).not.toBeInTheDocument();
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
    expect(screen.queryByRole('spinbutton')).not.toBeInTheDocument();
  });

  it('makes the first monitor of a pasted address', async () => {
    answer({ monitors: [] });
    server.use(http.post(`${API}/workspaces/${WORKSPACE_ID}/monitors`, async ({ request }) => HttpResponse.json(aMonitor({ id: 9, state: 'pending', ...((await request.json()) as object) }), { status: 201 })));
    const { user } = showPage(ADDRESS);

    await user.type(await screen.findByRole('textbox', { name: /Paste a URL/ }), 'example.com');
    await user.click(screen.getByRole('button', { name: 'Add' }));

    expect(await screen.findByRole('button', { name: 'example.com' })).toBeInTheDocument();
  });

  it('says what went wrong, with a way to try again', async () => {
    server.use(http.get(`${API}/workspaces/${WORKSPACE_ID}/monitors`, () => HttpResponse.json(refusal('unexpected', 'It broke.'), { status: 400, headers: { 'content-type': 'application/problem+json' } })));
    const { user } = showPage(ADDRESS);

    expect(await screen.findByText('It broke.')).toBeInTheDocument();
    answer();
    await user.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await screen.findByRole('button', { name: 'Mail' })).toBeInTheDocument();
  });
});
