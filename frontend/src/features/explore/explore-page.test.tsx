import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { ExploreIn } from '@/api/schema/types.gen';
import { aMonitor, aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const PATH = `/w/${WORKSPACE_ID}/explore`;

describe('explore', () => {
  const asked: ExploreIn[] = [];
  beforeEach(() => {
    asked.length = 0;
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace())),
      http.get('*/api/v1/workspaces/:id/monitors', () => HttpResponse.json({ items: [aMonitor({ tags: ['web'] })], next: null })),
      http.post('*/api/v1/workspaces/:id/explore', async ({ request }) => {
        const body = (await request.json()) as ExploreIn;
        asked.push(body);
        const columns = { [body.group_by?.[0] ?? '']: ['Checkout', 'Website'], [body.measures[0] ?? '']: [0.99, 0.98] };
        return HttpResponse.json({ columns, rows: 2, source: 'hours', is_cut: false, from: body.from, to: body.to, time_zone: 'UTC' });
      }),
    );
  });

  it('answers at once, the worst first', async () => {
    showPage(PATH);
    const rows = await screen.findAllByRole('rowheader');
    expect(rows.map((row) => row.textContent)).toEqual(['Website', 'Checkout']);
    expect(screen.getByText('Availability by monitor, over the last 30 days.')).toBeVisible();
  });

  it('asks anew with each choice, and the address says what', async () => {
    const { user, router } = showPage(PATH);
    await user.selectOptions(await screen.findByRole('combobox', { name: 'What' }), 'Failures');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Of' }), 'tag web');
    expect(await screen.findByText('Failures by monitor, over the last 30 days.')).toBeVisible();
    expect(asked.at(-1)).toMatchObject({ measures: ['failures'], filter: { tags: ['web'] } });
    expect(router.state.location.search).toEqual({ measure: 'failures', tag: 'web' });
  });

  it('says why a question cannot be asked', async () => {
    showPage(`${PATH}?measure=down_s&by=reason`);
    expect(await screen.findByText(/^Time is not split by reason or status/)).toBeVisible();
    expect(asked).toEqual([]);
  });
});
