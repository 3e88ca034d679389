import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import { aMonitor, anOverview, aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { aManualCheck, anUptime, noLatency, someDays } from '@/test/monitor-factories';
import { aBaseline } from '@/test/number-factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const NEW = `/w/${WORKSPACE_ID}/monitors/new`;
const EDIT = `/w/${WORKSPACE_ID}/monitors/1/edit`;
const empty = () => HttpResponse.json({ items: [], next: null });

function refusal(field: string, message: string, status = 422, kind = 'unprocessable-entity') {
  const errors = field ? [{ field, message, remedy: null }] : [];
  return HttpResponse.json({ type: `x/${kind}`, title: '', status, detail: message, errors, request_id: null }, { status });
}

beforeEach(() => {
  sessionStorage.clear();
  const monitor = aMonitor();
  server.use(
    http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
    http.post('*/api/v1/live/ticket', () => new HttpResponse(null, { status: 503 })),
    http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
    http.get('*/api/v1/me/overview', () => HttpResponse.json(anOverview())),
    http.get('*/api/v1/workspaces', empty),
    http.get(`*/api/v1/workspaces/${WORKSPACE_ID}`, () => HttpResponse.json(aWorkspace())),
    http.get(`*/api/v1/workspaces/${WORKSPACE_ID}/:what`, empty),
    http.get('*/api/v1/monitors/:id', () => HttpResponse.json(monitor)),
    http.get('*/api/v1/monitors/:id/days', () => HttpResponse.json(someDays())),
    http.get('*/api/v1/monitors/:id/latency', () => HttpResponse.json(noLatency())),
    http.get('*/api/v1/monitors/:id/uptime', () => HttpResponse.json(anUptime())),
    http.get('*/api/v1/monitors/:id/baseline', () => HttpResponse.json(aBaseline())),
    http.get('*/api/v1/monitors/:id/certificate', () => HttpResponse.json({ certificate: null })),
    http.get('*/api/v1/monitors/:id/:list', empty),
  );
});

describe('a new monitor', () => {
  it('needs one field, and leads to its page', async () => {
    const sent: unknown[] = [];
    server.use(
      http.post(`*/api/v1/workspaces/${WORKSPACE_ID}/monitors`, async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(aMonitor({ name: 'shop.acme.example' }), { status: 201 });
      }),
    );
    const { user, router } = showPage(NEW);
    await user.type(await screen.findByLabelText('Watch the address'), 'shop.acme.example{Tab}');
    expect(screen.getByLabelText('Watch the address')).toHaveValue('https://shop.acme.example');
    expect(screen.getByLabelText('and call it')).toHaveAttribute('placeholder', 'shop.acme.example');
    await user.click(screen.getAllByRole('button', { name: 'Start watching' })[0] ?? document.body);
    await waitFor(() => expect(router.state.location.pathname).toBe(`/w/${WORKSPACE_ID}/monitors/1`));
    expect(sent).toEqual([{ kind: 'http', name: 'shop.acme.example', target: 'https://shop.acme.example', period: { value: 15, unit: 'minutes' } }]);
    expect(sessionStorage).toHaveLength(0);
  });

  it('shows a refusal under its field, leads to it, and keeps what was written', async () => {
    server.use(http.post(`*/api/v1/workspaces/${WORKSPACE_ID}/monitors`, () => refusal('expect.json.0.path', 'This is not a path.')));
    const { user } = showPage(`${NEW}?target=https://a.example`);
    await user.click(await screen.findByText(/More conditions/));
    await user.click(screen.getByRole('button', { name: 'Add a JSON value' }));
    await user.type(screen.getByLabelText('Path'), 'a..b');
    await user.click(screen.getAllByRole('button', { name: 'Start watching' })[0] ?? document.body);
    const summary = await screen.findByRole('alert');
    expect(summary).toHaveTextContent('1 field needs a look');
    expect(screen.getByLabelText('Path')).toHaveFocus();
    expect(screen.getByLabelText('Path')).toBeInvalid();
    expect(screen.getByRole('group', { name: 'Values of the JSON answer' })).toHaveAccessibleDescription('This is not a path.');
    expect(sessionStorage.getItem(`draft:new:${WORKSPACE_ID}`)).toContain('a..b');
  });

  it('is not sent while something is wrong: the first field with a problem is focused', async () => {
    const { user } = showPage(NEW);
    await user.clear(await screen.findByLabelText('Check every'));
    await user.click(screen.getAllByRole('button', { name: 'Start watching' })[0] ?? document.body);
    expect(screen.getByLabelText('Watch the address')).toHaveFocus();
    expect(screen.getByRole('alert')).toHaveTextContent('2 fields need a look');
  });

  it('is tried before it is saved', async () => {
    const message = 'The name does not exist.';
    server.use(
      http.post(`*/api/v1/workspaces/${WORKSPACE_ID}/check`, async ({ request }) => {
        expect(await request.json()).toEqual({ kind: 'http', target: 'https://a.example', period: { value: 15, unit: 'minutes' } });
        return HttpResponse.json(aManualCheck({ state: 'down', outcome: 'down', message, http_status: null, latency_ms: null }));
      }),
    );
    const { user } = showPage(`${NEW}?target=https://a.example`);
    await user.click(await screen.findByRole('button', { name: 'Check now' }));
    expect(await screen.findByText(new RegExp(message))).toBeVisible();
    await user.type(screen.getByLabelText('The status is'), '204');
    expect(screen.getByText(/this result is of before/)).toBeVisible();
  });

  it('says what the rule means', async () => {
    const { user } = showPage(NEW);
    expect(await screen.findByText(/20 sec after its first failed try, at most 15 min 40 sec after it begins/)).toBeVisible();
    await user.type(screen.getByLabelText('Down after'), '1');
    expect(screen.getByText(/with its first failed try, at most 15 min 10 sec/)).toBeVisible();
  });
});

describe('changing a monitor', () => {
  it('sends only what changed, and asks before results are lost', async () => {
    const sent: unknown[] = [];
    server.use(
      http.patch('*/api/v1/monitors/1', async ({ request }) => {
        const body = await request.json();
        sent.push(body);
        const isAccepted = JSON.stringify(body).includes('confirm_loss');
        return isAccepted ? HttpResponse.json(aMonitor({ retention_days: 7 })) : refusal('', 'Results would be deleted.', 409, 'results-would-be-lost');
      }),
    );
    const { user, router } = showPage(EDIT);
    await user.type(await screen.findByLabelText('Keep single results'), '7');
    await user.click(screen.getAllByRole('button', { name: 'Save' })[0] ?? document.body);
    const dialog = await screen.findByRole('dialog', { name: 'Delete older results?' });
    expect(dialog).toHaveTextContent('Results would be deleted.');
    await user.click(within(dialog).getByRole('button', { name: 'Save and delete them' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/w/${WORKSPACE_ID}/monitors/1`));
    expect(sent).toEqual([{ retention_days: 7 }, { retention_days: 7, confirm_loss: true }]);
  });

  it('says when somebody else changed it meanwhile, and puts both together', async () => {
    const { user } = showPage(EDIT);
    await user.type(await screen.findByLabelText('There it is called'), 'Shop');
    const theirs = aMonitor({ updated_at: '2026-11-21T15:00:00Z', retention_days: 30 });
    server.use(http.get('*/api/v1/monitors/1', () => HttpResponse.json(theirs)));
    await user.click(screen.getAllByRole('button', { name: 'Save' })[0] ?? document.body);
    const dialog = await screen.findByRole('dialog', { name: 'Changed meanwhile' });
    expect(dialog).toHaveTextContent('Results kept');
    await user.click(within(dialog).getByRole('button', { name: 'Review first' }));
    expect(screen.getByLabelText('Keep single results')).toHaveValue('30');
    expect(screen.getByLabelText('There it is called')).toHaveValue('Shop');
  });

  it('brings back what was written before in this tab', async () => {
    const first = showPage(EDIT);
    await first.user.type(await screen.findByLabelText('It belongs to the group'), 'Core');
    first.unmount();
    const { user } = showPage(EDIT);
    expect(await screen.findByLabelText('It belongs to the group')).toHaveValue('Core');
    await user.click(screen.getByRole('button', { name: 'Discard it' }));
    expect(screen.getByLabelText('It belongs to the group')).toHaveValue('');
  });
});
