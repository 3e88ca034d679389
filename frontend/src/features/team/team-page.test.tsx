import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import { aMember, anInvite, aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const BEN = aMember({ user_id: '0190a000-0000-7000-8000-0000000000a2', first_name: 'Ben', last_name: 'Roy', email: 'ben@acme.example', role: 'admin' });
const refuse = (kind: string, detail: string) =>
  HttpResponse.json({ type: `https://healther.example/problems/${kind}`, title: 'No', detail, status: 409, errors: [] }, { status: 409 });

describe('the team', () => {
  beforeEach(() => {
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace())),
      http.get('*/api/v1/workspaces/:id/members', () => HttpResponse.json({ items: [aMember(), BEN], next: null })),
      http.get('*/api/v1/workspaces/:id/invites', () => HttpResponse.json({ items: [anInvite()], next: null })),
    );
  });

  it('counts people and invitations, and links to profiles', async () => {
    showPage(`/w/${WORKSPACE_ID}/team`);
    expect(await screen.findByText('2 people. 1 invitation is waiting.')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Ben Roy' })).toHaveAttribute('href', `/people/${BEN.user_id}`);
    expect(screen.getByRole('button', { name: 'Take back the invitation of cy@acme.example' })).toBeVisible();
  });

  it('takes a promotion back that is refused', async () => {
    server.use(http.patch('*/api/v1/workspaces/:id/members/:user', () => refuse('last-owner', 'This is the last owner.')));
    const { user } = showPage(`/w/${WORKSPACE_ID}/team`);
    const role = await screen.findByRole('combobox', { name: 'Role of Ben Roy' });
    await user.selectOptions(role, 'Owner');
    expect(await screen.findByText(/You are the last owner. Make someone else owner first/)).toBeVisible();
    expect(screen.getByRole('combobox', { name: 'Role of Ben Roy' })).toHaveValue('admin');
  });

  it('says of each address what became of its invitation', async () => {
    server.use(
      http.post('*/api/v1/workspaces/:id/invites', async ({ request }) => {
        const { email } = (await request.json()) as { email: string };
        return email.startsWith('ben') ? refuse('is-member', 'Here already.') : HttpResponse.json(anInvite({ email }), { status: 201 });
      }),
    );
    const { user } = showPage(`/w/${WORKSPACE_ID}/team`);
    await user.click(await screen.findByRole('button', { name: 'Invite people' }));
    const dialog = screen.getByRole('dialog', { name: 'Invite people' });
    await user.type(within(dialog).getByRole('textbox', { name: 'Mail addresses' }), 'dan@acme.example, ben@acme.example');
    await user.click(within(dialog).getByRole('button', { name: 'Send invitations' }));
    expect(await within(dialog).findByText('invited; the link works for seven days')).toBeVisible();
    expect(await within(dialog).findByText('is a member already: change the role instead')).toBeVisible();
    expect(within(dialog).getByRole('textbox', { name: 'Mail addresses' })).toHaveValue('ben@acme.example');
  });

  it('shows observers the people, and nothing to press', async () => {
    server.use(
      http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace({ role: 'observer' }))),
      http.get('*/api/v1/workspaces/:id/members', () => HttpResponse.json({ items: [BEN], next: null })),
    );
    showPage(`/w/${WORKSPACE_ID}/team`);
    expect(await screen.findByRole('link', { name: 'Ben Roy' })).toBeVisible();
    expect(screen.queryByRole('combobox')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Invite people' })).toBeNull();
  });
});
