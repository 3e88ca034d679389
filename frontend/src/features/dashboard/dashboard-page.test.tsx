import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { OverviewOut } from '@/api/schema/types.gen';
import { aLine, aMonitor, anIncident, anOverview, aTrouble, aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

function answer(overview: OverviewOut) {
  server.use(http.get('*/api/v1/me/overview', () => HttpResponse.json(overview)));
}

describe('the overview', () => {
  beforeEach(() => {
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/workspaces', () => HttpResponse.json({ items: [], next: null })),
    );
  });

  it('states what is down, since when and why, and counts', async () => {
    answer(
      anOverview({
        workspaces_list: [aLine({ monitors: 2, active: 2, up: 1, down: 1 })],
        monitors: 2,
        active: 2,
        up: 1,
        down: 1,
        now: [aTrouble()],
        recent: [anIncident({ monitor_name: 'Shop', ended_at: '2026-11-20T10:00:00Z', end_cause: 'recovered', duration_s: 600 })],
      }),
    );
    showPage('/overview');
    expect(await screen.findByText('1 of 2 monitors is down.')).toBeVisible();
    const now = screen.getByRole('region', { name: 'Now' });
    expect(within(now).getByRole('link', { name: 'Checkout' })).toHaveAttribute('href', `/w/${WORKSPACE_ID}/monitors/1`);
    expect(within(now).getByText('HTTP 503')).toBeVisible();
    expect(within(screen.getByRole('region', { name: 'Lately' })).getByText(/is up again after 10 min/)).toBeVisible();
    expect(screen.getByText('down now').nextElementSibling).toHaveTextContent('1');
  });

  it('says what is planned next', async () => {
    const work = { window_id: 3, title: 'New disks', workspace_id: WORKSPACE_ID, workspace_name: 'Acme', monitors: 3 };
    const [starts_at, ends_at] = [25, 27].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
    answer(
      anOverview({ workspaces_list: [aLine({ monitors: 3 })], monitors: 3, active: 3, up: 3, planned_work: [{ ...work, starts_at: starts_at ?? '', ends_at: ends_at ?? '' }] }),
    );
    showPage('/overview');
    const next = await screen.findByRole('region', { name: 'Next' });
    expect(within(next).getByRole('link', { name: /^Maintenance of 3 monitors / })).toHaveAttribute('href', `/w/${WORKSPACE_ID}/maintenance`);
    expect(within(next).getByText('New disks · Acme')).toBeVisible();
  });

  it('says why it shows nothing, and tries again', async () => {
    const problem = { type: 'x', title: 'Broken', detail: 'It broke.', status: 500, errors: [] };
    server.use(http.get('*/api/v1/me/overview', () => HttpResponse.json(problem, { status: 500 })));
    const { user } = showPage('/overview');
    const again = await screen.findByRole('button', { name: 'Try again' });
    answer(anOverview({ workspaces_list: [aLine({ monitors: 1, up: 1 })], monitors: 1, active: 1, up: 1 }));
    await user.click(again);
    expect(await screen.findByText('Your monitor is up. No incident so far.')).toBeVisible();
  });

  it('leads from nothing to a first monitor', async () => {
    answer(anOverview());
    server.use(
      http.post('*/api/v1/workspaces', async ({ request }) => {
        expect(await request.json()).toEqual({ name: 'Ana’s workspace' });
        answer(anOverview({ workspaces_list: [aLine({ name: 'Ana’s workspace' })], workspaces: 1 }));
        return HttpResponse.json(aWorkspace(), { status: 201 });
      }),
      http.post(`*/api/v1/workspaces/${WORKSPACE_ID}/monitors`, async ({ request }) => {
        expect(await request.json()).toEqual({ kind: 'http', name: 'shop.example', target: 'https://shop.example', period: { value: 1, unit: 'minutes' } });
        return HttpResponse.json(aMonitor({ id: 7 }), { status: 201 });
      }),
    );
    const { user, router } = showPage('/overview');
    await user.click(await screen.findByRole('button', { name: 'Continue' }));
    expect(await screen.findByLabelText('How often')).toHaveValue('every 15 minutes');
    await user.selectOptions(screen.getByLabelText('How often'), 'every minute');
    await user.type(screen.getByRole('textbox', { name: 'Web address' }), 'shop.example{Enter}');
    await expect.poll(() => router.state.location.pathname).toBe(`/w/${WORKSPACE_ID}/monitors/7`);
  });

  it('shows what was refused of a first monitor', async () => {
    answer(anOverview({ workspaces_list: [aLine()], workspaces: 1 }));
    server.use(
      http.post('*/api/v1/workspaces/*/monitors', () =>
        HttpResponse.json(
          {
            type: 'about:blank',
            title: 'No',
            status: 422,
            detail: 'No',
            errors: [{ field: 'target', message: 'This leads to a private address.', remedy: 'Use a public one.' }],
          },
          { status: 422, headers: { 'content-type': 'application/problem+json' } },
        ),
      ),
    );
    const { user } = showPage('/overview');
    const field = await screen.findByRole('textbox', { name: 'Web address' });
    await user.type(field, 'two words{Enter}');
    expect(field).toHaveAccessibleDescription(/This is no web address/);
    await user.clear(field);
    await user.type(field, '10.0.0.8{Enter}');
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    expect(await screen.findByText('This leads to a private address. Use a public one.')).toBeVisible();
  });
});
