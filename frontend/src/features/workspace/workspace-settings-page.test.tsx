import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import { aMember, aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

describe('the settings of a workspace', () => {
  beforeEach(() => {
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/workspaces', () => HttpResponse.json({ items: [], next: null })),
      http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace())),
      http.get('*/api/v1/workspaces/:id/archives', () => HttpResponse.json({ items: [], next: null })),
      http.get('*/api/v1/workspaces/:id/members', () => HttpResponse.json({ items: [aMember()], next: null })),
    );
  });

  it('says at the address that it is taken, and sends what changed only', async () => {
    server.use(
      http.patch('*/api/v1/workspaces/:id', async ({ request }) => {
        expect(await request.json()).toEqual({ slug: 'status' });
        const problem = { type: 'https://healther.example/problems/slug-taken', title: 'No', detail: 'Taken.', status: 409, errors: [] };
        return HttpResponse.json(problem, { status: 409 });
      }),
    );
    const { user } = showPage(`/w/${WORKSPACE_ID}/settings`);
    const field = await screen.findByRole('textbox', { name: 'Address of the status page' });
    await user.clear(field);
    await user.type(field, 'Status{Enter}');
    expect(await screen.findByText('This address is taken. Choose another one.')).toBeVisible();
    expect(field).toHaveAttribute('aria-invalid', 'true');
  });

  it('asks again a few times, not without end, while one address alone gives no answer', async () => {
    let asked = 0;
    const refuse = () => {
      asked += 1;
      return HttpResponse.error();
    };
    server.use(http.get('*/api/v1/workspaces/:id/archives', refuse));
    showPage(`/w/${WORKSPACE_ID}/settings`);
    await screen.findByRole('alert');
    await expect(waitFor(() => expect(asked).toBeGreaterThan(5), { timeout: 1_000 })).rejects.toThrow();
  });

  it('deletes only when the name is typed, and does not let the last owner leave', async () => {
    server.use(
      http.delete('*/api/v1/workspaces/:id', async ({ request }) => {
        expect(await request.json()).toEqual({ name: 'Acme' });
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user, router } = showPage(`/w/${WORKSPACE_ID}/settings`);
    expect(await screen.findByText(/You are the last owner/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Leave' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    const dialog = screen.getByRole('dialog', { name: 'Delete Acme?' });
    const sure = within(dialog).getByRole('button', { name: 'Delete the workspace' });
    expect(sure).toBeDisabled();
    await user.type(within(dialog).getByRole('textbox'), 'Acme');
    await user.click(sure);
    await expect.poll(() => router.state.location.pathname).toBe('/overview');
  });

  it('lets observers leave, and nothing else', async () => {
    server.use(http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace({ role: 'observer' }))));
    showPage(`/w/${WORKSPACE_ID}/settings`);
    expect(await screen.findByRole('button', { name: 'Leave' })).toBeVisible();
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
  });
});
