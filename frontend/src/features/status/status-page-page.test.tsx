import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { StatusPageOut } from '@/api/schema/types.gen';
import { aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const ADDRESS = '*/api/v1/workspaces/:id/status-page';
const item = (monitor_id: number, name: string) => ({ monitor_id, name, is_public: true, public_name: null, group: null, position: monitor_id - 1 });

function aPage(given: Partial<StatusPageOut> = {}): StatusPageOut {
  return {
    workspace_id: WORKSPACE_ID,
    url: 'https://h.example/status/acme',
    slug: 'acme',
    is_public: true,
    title: null,
    description: null,
    items: [item(1, 'Shop'), item(2, 'Mail')],
    ...given,
  };
}

function names() {
  return screen.getAllByRole('textbox', { name: /Public name/ }).map((field) => field.closest('div')?.textContent);
}

describe('the settings of the status page', () => {
  beforeEach(() => {
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace())),
      http.get(ADDRESS, () => HttpResponse.json(aPage())),
    );
  });

  it('moves a monitor up by keyboard, and the focus with it', async () => {
    let page = aPage();
    server.use(
      http.patch(ADDRESS, async ({ request }) => {
        expect(await request.json()).toEqual({ items: [{ monitor_id: 2, position: 0 }, { monitor_id: 1, position: 1 }] });
        page = aPage({ items: [{ ...item(2, 'Mail'), position: 0 }, { ...item(1, 'Shop'), position: 1 }] });
        return HttpResponse.json(page);
      }),
      http.get(ADDRESS, () => HttpResponse.json(page)),
    );
    const { user } = showPage(`/w/${WORKSPACE_ID}/status-page`);
    const up = await screen.findByRole('button', { name: 'Move Mail up' });
    up.focus();
    await user.keyboard('{Enter}');
    expect(await screen.findByText('Mail is now 1 of 2.')).toBeInTheDocument();
    expect(names()).toEqual(['Public name of Mail', 'Public name of Shop']);
    expect(screen.getByRole('button', { name: 'Move Mail up' })).toHaveFocus();
  });

  it('takes a change back that is refused', async () => {
    server.use(http.patch(ADDRESS, () => HttpResponse.json({ type: 'x', title: 'No', detail: 'Not now.', status: 409, errors: [] }, { status: 409 })));
    const { user } = showPage(`/w/${WORKSPACE_ID}/status-page`);
    const box = await screen.findByRole('checkbox', { name: 'Shop' });
    await user.click(box);
    expect(await screen.findByText('Not now.')).toBeVisible();
    expect(screen.getByRole('checkbox', { name: 'Shop' })).toBeChecked();
  });

  it('shows observers what is shown, without a way to change it', async () => {
    server.use(http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace({ role: 'observer' }))));
    showPage(`/w/${WORKSPACE_ID}/status-page`);
    const shown = await screen.findByRole('region', { name: 'What it shows' });
    expect(within(shown).getByText('Shop')).toBeVisible();
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Switch off' })).toBeNull();
  });
});
