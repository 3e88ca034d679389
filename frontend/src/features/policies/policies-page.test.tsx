import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import { readPolicySearch } from './search';
import type { PolicyIn, PolicyOut } from '@/api/schema/types.gen';
import { aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { aPolicy, aReport, aReportMonitor } from '@/test/number-factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const PATH = `/w/${WORKSPACE_ID}/policies`;
const BUILT_IN = [aPolicy({ name: 'observed', leaves_out_exclusions: false, leaves_out_maintenance: false }), aPolicy()];
const FIRST = aPolicy({ name: 'contract', created_at: '2026-10-01T08:00:00.000Z', created_by: 'Ana Silva' });
const SECOND = { ...FIRST, version: 2, min_outage_s: 60, created_by: 'Ben Roy', created_at: '2026-11-01T08:00:00.000Z' };

describe('policies', () => {
  let versions: PolicyOut[];
  let role: 'owner' | 'observer';
  beforeEach(() => {
    versions = [];
    role = 'owner';
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace({ role }))),
      http.get('*/api/v1/workspaces/:id/policies', ({ request }) => {
        const isOne = new URL(request.url).searchParams.has('name');
        return HttpResponse.json({ items: isOne ? versions : [...BUILT_IN, ...versions.slice(0, 1)], next: null });
      }),
    );
  });

  it('says what a policy is for while there is none', async () => {
    showPage(PATH);
    expect(await screen.findByRole('heading', { name: 'No policy of your own yet' })).toBeVisible();
    expect(screen.getByText('Everything as it was recorded.')).toBeVisible();
    expect(await screen.findByRole('link', { name: 'New policy' })).toBeVisible();
  });

  it('lets an observer read only', async () => {
    role = 'observer';
    showPage(`${PATH}?open=agreed`);
    expect(await screen.findByText('Maintenance windows are left out.')).toBeVisible();
    expect(screen.queryByRole('link', { name: 'New policy' })).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: /^Start from/ })).not.toBeInTheDocument();
  });

  it('keeps old versions readable, with who made them and what changed', async () => {
    versions = [SECOND, FIRST];
    const { user } = showPage(`${PATH}?open=contract`);
    const list = within(await screen.findByRole('list', { name: 'Versions of contract' }));
    expect(list.getByText(/by Ben Roy/)).toBeVisible();
    expect(list.getByText('An outage shorter than 1 min counts as up.', { exact: false })).toHaveTextContent('before: Every outage counts, however short.');
    await user.click(list.getByRole('link', { name: 'Version 1' }));
    expect(await screen.findByText(/Version 1 is not the newest/)).toBeVisible();
  });

  it('counts last month both ways', async () => {
    versions = [SECOND, FIRST];
    const asked: string[] = [];
    server.use(
      http.get('*/api/v1/workspaces/:id/sla.json', ({ request }) => {
        const policy = new URL(request.url).searchParams.get('policy') ?? '';
        asked.push(policy);
        const availability = policy === 'contract@2' ? 1 : 0.9995;
        const monitors = [aReportMonitor({ availability, down_s: availability === 1 ? 0 : 1339 }), aReportMonitor({ monitor_id: 2, monitor: 'Website' })];
        return HttpResponse.json(aReport({ monitors, totals: { ...aReport().totals, availability } }));
      }),
    );
    const { user } = showPage(`${PATH}?open=contract`);
    await screen.findByRole('list', { name: 'Versions of contract' });
    await user.click(screen.getByRole('button', { name: 'Count last month both ways' }));
    expect(await screen.findByRole('row', { name: /^Checkout/ })).toHaveTextContent('Checkout100%0 sec down99.950%22 min 19 sec down');
    expect(screen.queryByRole('row', { name: /Website/ })).not.toBeInTheDocument();
    expect(screen.getByText('1 more monitor has the same figure both ways.', { exact: false })).toBeVisible();
    expect(asked.toSorted()).toEqual(['contract@1', 'contract@2']);
  });

  it('is made by choices, and says what they mean', async () => {
    let sent: PolicyIn | undefined;
    server.use(
      http.post('*/api/v1/workspaces/:id/policies', async ({ request }) => {
        sent = (await request.json()) as PolicyIn;
        versions = [aPolicy({ name: sent.name, created_at: '2026-11-22T08:00:00.000Z' })];
        return HttpResponse.json(versions[0], { status: 201 });
      }),
    );
    const { user } = showPage(`${PATH}?make=agreed`);
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'office');
    await user.click(screen.getByRole('radio', { name: 'Service hours' }));
    const friday = screen.getByRole('textbox', { name: 'Friday' });
    await user.clear(friday);
    await user.type(friday, 'noon');
    expect(screen.getByText('Friday cannot be read. Write it like 08:00–18:00.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Make the policy' })).toBeDisabled();
    await user.clear(friday);
    await user.type(friday, '8-12');
    expect(screen.getByText(/Mon–Thu 08:00–18:00, Fri 08:00–12:00/)).toBeVisible();
    await user.click(screen.getByRole('textbox', { name: 'Holidays' }));
    await user.paste('2026-12-25 Christmas Day\n26.12.2026 St Stephen');
    expect(screen.getByText('2 holidays are closed all day.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Make the policy' }));
    expect(await screen.findByText('office, version 1, is there')).toBeVisible();
    expect(sent).toMatchObject({ name: 'office', min_outage_s: 0, leaves_out_maintenance: true, confirmation: null });
    expect(sent?.service_hours?.weekly).toMatchObject({ thursday: [['08:00', '18:00']], friday: [['08:00', '12:00']] });
    expect(sent?.service_hours?.holidays).toEqual({ '2026-12-25': 'Christmas Day', '2026-12-26': 'St Stephen' });
  });

  it('shows at the field what was refused', async () => {
    const errors = [{ field: 'name', message: 'This policy is built in.', remedy: 'Take another name.' }];
    server.use(
      http.post('*/api/v1/workspaces/:id/policies', () =>
        HttpResponse.json({ type: 'urn:healther:problem:invalid', title: 'Invalid', status: 422, errors }, { status: 422, headers: { 'content-type': 'application/problem+json' } }),
      ),
    );
    const { user } = showPage(`${PATH}?make=agreed`);
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'observed');
    await user.click(screen.getByRole('button', { name: 'Make the policy' }));
    expect(await screen.findByText(/This policy is built in/)).toBeVisible();
  });

  it('makes a version of its own only from a change', async () => {
    versions = [SECOND, FIRST];
    const { user } = showPage(`${PATH}?edit=contract`);
    const save = await screen.findByRole('button', { name: 'Save version 3' });
    expect(save).toBeDisabled();
    await user.click(screen.getByRole('checkbox', { name: 'Leave out planned maintenance' }));
    expect(save).toBeEnabled();
  });
});

describe('the address', () => {
  it('carries names of policies only', () => {
    expect(readPolicySearch({ open: 'contract', version: '2' })).toEqual({ open: 'contract', version: 2 });
    expect(readPolicySearch({ open: '<b>', version: 2, edit: 'a b', make: 'agreed' })).toEqual({ make: 'agreed' });
  });
});
