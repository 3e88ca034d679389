import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { ExclusionOut, WindowIn, WindowOut } from '@/api/schema/types.gen';
import { aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { anExclusion, aWindow } from '@/test/number-factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const PATH = `/w/${WORKSPACE_ID}/maintenance`;

describe('maintenance', () => {
  let windows: WindowOut[];
  let exclusions: ExclusionOut[];
  beforeEach(() => {
    windows = [aWindow()];
    exclusions = [anExclusion()];
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace())),
      http.get('*/api/v1/workspaces/:id/monitors', () => HttpResponse.json({ items: [], next: null })),
      http.get('*/api/v1/workspaces/:id/maintenance', () => HttpResponse.json({ items: windows, next: null })),
      http.get('*/api/v1/workspaces/:id/exclusions', () => HttpResponse.json({ items: exclusions, next: null })),
    );
  });

  it('says what is planned, and what was agreed not to count', async () => {
    showPage(PATH);
    expect(await screen.findByText(/^Every Sunday at 2:00.AM, for 1 hr$/)).toBeVisible();
    expect(screen.getByText(/^Next: Database upgrade/)).toBeVisible();
    expect(await screen.findByText('Power cut in the building')).toBeVisible();
    expect(screen.getByText(/^Agreed by Ana Silva/)).toBeVisible();
  });

  it('plans work by simple choices', async () => {
    windows = [];
    let sent: WindowIn | undefined;
    server.use(
      http.post('*/api/v1/workspaces/:id/maintenance', async ({ request }) => {
        sent = (await request.json()) as WindowIn;
        return HttpResponse.json(aWindow({ title: sent.title }), { status: 201 });
      }),
    );
    const { user } = showPage(PATH);
    await user.click(await screen.findByRole('button', { name: 'Plan work' }));
    const dialog = within(screen.getByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: 'What is done' }), 'New disks');
    await user.clear(dialog.getByLabelText('From'));
    await user.type(dialog.getByLabelText('From'), '2026-12-05');
    await user.clear(dialog.getByLabelText('At'));
    await user.type(dialog.getByLabelText('At'), '22:30');
    await user.selectOptions(dialog.getByRole('combobox', { name: 'How often' }), 'Every week');
    await user.click(dialog.getByRole('checkbox', { name: 'Wednesday' }));
    expect(dialog.getByText(/^Next: /)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Plan work' }));
    expect(await screen.findByText('New disks is planned')).toBeVisible();
    expect(sent).toMatchObject({ title: 'New disks', starts_at: '2026-12-05T22:30:00.000Z', duration_s: 3600, is_for_all: true, time_zone: 'UTC' });
    expect(sent?.rrule).toContain('WE');
  });

  it('shows at the field what was refused', async () => {
    const errors = [{ field: 'rrule', message: 'The window would still be open when it opens again.', remedy: 'Make it shorter.' }];
    server.use(
      http.put('*/api/v1/workspaces/:id/maintenance/1', () =>
        HttpResponse.json({ type: 'urn:healther:problem:invalid', title: 'Invalid', status: 422, errors }, { status: 422, headers: { 'content-type': 'application/problem+json' } }),
      ),
    );
    const { user } = showPage(PATH);
    await user.click(await screen.findByRole('button', { name: 'Actions for Database upgrade' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Edit' }));
    const dialog = within(screen.getByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByText(/would still be open when it opens again/)).toBeVisible();
  });

  it('lets time count again, with why', async () => {
    server.use(
      http.post('*/api/v1/workspaces/:id/exclusions/1/revoke', async ({ request }) => {
        const { reason } = (await request.json()) as { reason: string };
        exclusions = [anExclusion({ revoked_at: '2026-11-22T09:00:00.000Z', revoked_by: 'Ben Roy', revoked_why: reason })];
        return HttpResponse.json(exclusions[0]);
      }),
    );
    const { user } = showPage(PATH);
    await user.click(await screen.findByRole('button', { name: 'Let it count again: Power cut in the building' }));
    const dialog = within(screen.getByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: 'Why' }), 'The contract says otherwise');
    await user.click(dialog.getByRole('button', { name: 'Let it count again' }));
    expect(await screen.findByText(/by Ben Roy: The contract says otherwise/)).toBeVisible();
  });
});
