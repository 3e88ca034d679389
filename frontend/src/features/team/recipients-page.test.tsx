import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { RecipientOut } from '@/api/schema/types.gen';
import { aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const AT = '2026-11-21T14:02:00.000Z';

function aRecipient(email: string, given: Partial<RecipientOut> = {}): RecipientOut {
  return { id: email, email, added_by: 'Ana Silva', created_at: AT, confirmed_at: AT, is_named_only: false, refusal: null, suppressed_at: null, ...given };
}

describe('the recipients', () => {
  let items: RecipientOut[];
  beforeEach(() => {
    items = [
      aRecipient('ana@acme.example'),
      aRecipient('asked@acme.example', { confirmed_at: null }),
      aRecipient('full@acme.example', { suppressed_at: AT, refusal: '552 mailbox full' }),
    ];
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace())),
      http.get('*/api/v1/workspaces/:id/recipients', () => HttpResponse.json({ items, next: null, held_back: null })),
    );
  });

  it('says how each address stands', async () => {
    showPage(`/w/${WORKSPACE_ID}/recipients`);
    expect(await screen.findByText('1 address is told when something goes down.')).toBeVisible();
    expect(screen.getByText('Asked, no answer yet')).toBeVisible();
    expect(screen.getByText('552 mailbox full')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Send mails to full@acme.example again' })).toBeVisible();
  });

  it('adds an address, and asks before it removes one', async () => {
    server.use(
      http.post('*/api/v1/workspaces/:id/recipients', () => {
        items = [...items, aRecipient('new@acme.example')];
        return HttpResponse.json(items.at(-1), { status: 201 });
      }),
      http.delete('*/api/v1/workspaces/:id/recipients/:one', ({ params }) => {
        items = items.filter((one) => one.id !== params.one);
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = showPage(`/w/${WORKSPACE_ID}/recipients`);
    await user.type(await screen.findByRole('textbox', { name: 'Add a mail address' }), 'new@acme.example{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Remove new@acme.example' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('new@acme.example is told no more.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Remove new@acme.example' })).toBeNull();
  });
});
