import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { ReportOut, SlaReportOut } from '@/api/schema/types.gen';
import { aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { anObjective, anOrder, aPolicy, aReport, aReportMonitor, aStanding } from '@/test/number-factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const PATH = `/w/${WORKSPACE_ID}/reports?period=%222026-10%22`;

describe('the report', () => {
  let report: SlaReportOut;
  let orders: ReportOut[];
  beforeEach(() => {
    report = aReport({ monitors: [aReportMonitor({ availability: 0.9971, availability_without_exclusions: 0.9951, excluded_s: 3600, down_s: 7800 })] });
    orders = [];
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace())),
      http.get('*/api/v1/workspaces/:id/policies', () => HttpResponse.json({ items: [aPolicy()], next: null })),
      http.get('*/api/v1/workspaces/:id/objectives', () => HttpResponse.json({ items: [anObjective()], next: null })),
      http.get('*/api/v1/workspaces/:id/objectives/1/budget', () =>
        HttpResponse.json(aStanding({ availability: 0.9971, used_share: 2.91, remaining_s: -5100 })),
      ),
      http.get('*/api/v1/workspaces/:id/sla.json', () => HttpResponse.json(report)),
      http.get('*/api/v1/workspaces/:id/reports', () => HttpResponse.json({ items: orders, next: null })),
      http.get('*/api/v1/workspaces/:id/report-schedules', () => HttpResponse.json({ items: [], next: null })),
    );
  });

  it('begins with the verdict, and says both figures', async () => {
    showPage(PATH);
    expect(await screen.findByText('Checkout missed its target: 99.710% against 99.9%. 1 hr 25 min over budget.')).toBeVisible();
    expect(screen.getByRole('heading', { level: 1, name: 'Service levels, October 2026' })).toBeVisible();
    const table = within(screen.getByRole('table', { name: 'Service levels' }));
    expect(table.getByText('291%')).toBeVisible();
    expect(table.getByText('99.510% with what was left out')).toBeVisible();
    expect(screen.getAllByText(/^Policy agreed, version 1 · data 9f3c/).length).toBeGreaterThan(0);
  });

  it('says what to do without a target', async () => {
    server.use(http.get('*/api/v1/workspaces/:id/objectives', () => HttpResponse.json({ items: [], next: null })));
    showPage(PATH);
    expect((await screen.findAllByText(/No target set for this period/)).length).toBeGreaterThan(0);
    expect(screen.getByRole('link', { name: 'To the objectives' })).toBeVisible();
    expect(screen.queryByRole('columnheader', { name: 'Budget used' })).toBeNull();
  });

  it('shows a file that is being made until it is ready', async () => {
    server.use(
      http.post('*/api/v1/workspaces/:id/reports', () => {
        orders = [anOrder()];
        return HttpResponse.json(orders[0], { status: 202 });
      }),
    );
    const { user, client } = showPage(PATH);
    await user.click(await screen.findByRole('button', { name: 'Make in the background' }));
    expect(await screen.findByText('Being made: 40%')).toBeVisible();
    orders = [anOrder({ state: 'done', progress: 100, file_name: 'sla-acme.pdf', size_bytes: 67_900 })];
    await client.invalidateQueries({ queryKey: ['reports'] });
    expect(await screen.findByRole('button', { name: 'Download sla-acme.pdf' })).toBeVisible();
  });

  it('says that a report could not be made, and tries again', async () => {
    server.use(http.get('*/api/v1/workspaces/:id/sla.json', () => HttpResponse.json({ title: 'Broken', status: 500, type: 'x', detail: 'It broke.' }, { status: 500 }), { once: true }));
    const { user } = showPage(PATH);
    expect(await screen.findByText('The report could not be made')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('table', { name: 'Service levels' })).toBeVisible();
  });
});
