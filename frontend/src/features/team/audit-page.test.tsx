import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { EntryOut } from '@/api/schema/types.gen';
import { aUser, aWorkspace, USER_ID, WORKSPACE_ID } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

function anEntry(id: number, given: Partial<EntryOut> = {}): EntryOut {
  return {
    id,
    at: '2026-11-21T14:02:00.000Z',
    actor_id: USER_ID,
    actor_name: 'Ana Silva',
    via: 'session',
    action: 'monitor.changed',
    object_id: '1',
    object_name: 'Checkout',
    address: '203.0.113.7',
    changes: { timeout_s: { old: 10, new: 20 } },
    ...given,
  };
}

describe('the audit log', () => {
  beforeEach(() => {
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace())),
      http.get('*/api/v1/workspaces/:id/audit', ({ request }) => {
        const isSecond = new URL(request.url).searchParams.get('before') === '8';
        const later = anEntry(7, { action: 'workspace.created', object_name: 'Acme', changes: {}, via: 'api_key' });
        return HttpResponse.json(isSecond ? { items: [later], next: null } : { items: [anEntry(8)], next: '8' });
      }),
    );
  });

  it('says who did what, from where, and what was before; page after page', async () => {
    const { user } = showPage(`/w/${WORKSPACE_ID}/audit`);
    expect(await screen.findByText(/changed the monitor Checkout/)).toBeVisible();
    expect(screen.getByText('from 203.0.113.7')).toBeVisible();
    expect(screen.getByText('timeout s').nextElementSibling).toHaveTextContent('was 10 → is 20');
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await screen.findByText(/made the workspace Acme/)).toBeVisible();
    expect(screen.getByText('by an API key · from 203.0.113.7')).toBeVisible();
  });

  it('gives all of it as a file', async () => {
    const make = vi.fn<(blob: Blob) => string>(() => 'blob:audit');
    Object.assign(URL, { createObjectURL: make, revokeObjectURL: () => undefined });
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    server.use(http.get('*/api/v1/workspaces/:id/audit.csv', () => HttpResponse.text('id,at\n8,now\n')));
    const { user } = showPage(`/w/${WORKSPACE_ID}/audit`);
    await user.click(await screen.findByRole('button', { name: 'Download CSV' }));
    await expect.poll(() => click.mock.calls.length).toBe(1);
    expect(await make.mock.calls[0]?.[0].text()).toBe('id,at\n8,now\n');
  });
});
