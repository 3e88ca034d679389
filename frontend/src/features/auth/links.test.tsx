import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { keepInvitation, tokenIn } from './link-token';
import { setToken } from '@/api/client';
import { aProblem, aSignIn, anOffer, someMethods } from '@/test/account-factories';
import { aUser } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const CY = aUser({ email: 'cy@acme.example' });

beforeEach(() => {
  setToken(null);
  keepInvitation(null);
  document.cookie = 'signed_in=; max-age=0; path=/';
  server.use(http.get('/api/v1/auth/methods', () => HttpResponse.json(someMethods({ registration: 'invite' }))));
});

function offer(given = anOffer()): void {
  server.use(http.post('/api/v1/invites/preview', () => HttpResponse.json(given)));
}

function signedInAs(user = CY): void {
  document.cookie = 'signed_in=1; path=/';
  server.use(
    http.post('/api/v1/auth/refresh', () => HttpResponse.json(aSignIn(user))),
    http.get('/api/v1/me', () => HttpResponse.json(user)),
  );
}

/** Let the invitation be accepted; returns what was sent. */
function accepting(): unknown[] {
  const sent: unknown[] = [];
  server.use(
    http.post('/api/v1/invites/accept', async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ workspace_id: 'w1', role: 'observer' });
    }),
  );
  return sent;
}

it('reads the token behind the #', () => {
  expect(tokenIn('#token=a-b_c')).toBe('a-b_c');
  expect(tokenIn('')).toBeNull();
});

describe('an invitation', () => {
  it('lets a newcomer register with its address, and joins at once', async () => {
    offer();
    const accepted = accepting();
    const registered: unknown[] = [];
    server.use(
      http.post('/api/v1/auth/register', async ({ request }) => {
        registered.push(await request.json());
        return HttpResponse.json(aSignIn(CY), { status: 201 });
      }),
      http.patch('/api/v1/me', () => HttpResponse.json(CY)),
    );
    const { user, router } = showPage('/invite#token=secret');
    expect(await screen.findByRole('heading', { name: 'Join Acme' })).toBeVisible();
    expect(screen.getByText(/Ana Silva invited you as observer/)).toBeVisible();
    expect(router.state.location.hash).toBe('');
    expect(await screen.findByLabelText('Email')).toHaveValue('cy@acme.example');
    await user.type(screen.getByLabelText('First name'), 'Cy');
    await user.type(screen.getByLabelText('Password'), 'a long password');
    await user.click(screen.getByRole('button', { name: 'Create the account and join' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/w/w1'));
    expect(registered).toEqual([expect.objectContaining({ email: 'cy@acme.example', invite_token: 'secret' })]);
    expect(accepted).toEqual([{ token: 'secret' }]);
  });

  it('is accepted by whom it is for', async () => {
    offer(anOffer({ has_account: true }));
    signedInAs();
    const accepted = accepting();
    const { user, router } = showPage('/invite#token=secret');
    await user.click(await screen.findByRole('button', { name: 'Join Acme' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/w/w1'));
    expect(accepted).toHaveLength(1);
  });

  it('offers to switch when somebody else is signed in', async () => {
    offer(anOffer({ has_account: true }));
    signedInAs(aUser({ email: 'ana@acme.example' }));
    showPage('/invite#token=secret');
    expect(await screen.findByRole('heading', { name: 'This invitation is for another address' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Switch to cy@acme.example' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Join Acme' })).toBeNull();
  });

  it('leads to the sign-in when the address has an account', async () => {
    offer(anOffer({ has_account: true }));
    showPage('/invite#token=secret');
    const link = await screen.findByRole('link', { name: 'Sign in as cy@acme.example' });
    expect(link).toHaveAttribute('href', expect.stringContaining('/login?next='));
  });

  it('says when it is over', async () => {
    server.use(
      http.post('/api/v1/invites/preview', () => HttpResponse.json(aProblem(404, 'dead-invitation', ''), { status: 404 })),
    );
    showPage('/invite#token=old');
    expect(await screen.findByRole('heading', { name: 'This invitation does not work any more' })).toBeVisible();
  });
});

it('registration by oneself is refused where it needs an invitation', async () => {
  showPage('/register');
  expect(await screen.findByRole('heading', { name: 'New accounts need an invitation' })).toBeVisible();
});

it('a new password is set with the link, and a spent link says so', async () => {
  const answers = [HttpResponse.json({ email: 'ana@acme.example' })];
  server.use(
    http.post('/api/v1/auth/password/reset', () => answers.pop() ?? HttpResponse.json(aProblem(400, 'link-invalid', ''), { status: 400 })),
  );
  const first = showPage('/reset#token=secret');
  await first.user.type(await screen.findByLabelText('New password'), 'a long password');
  await first.user.click(screen.getByRole('button', { name: 'Set the password' }));
  await vi.waitFor(() => expect(sessionStorage.getItem('healther.new-password')).toBe('ana@acme.example'));
  first.unmount();

  const second = showPage('/reset#token=secret');
  await second.user.type(await screen.findByLabelText('New password'), 'a long password');
  await second.user.click(screen.getByRole('button', { name: 'Set the password' }));
  expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
});

it('an address is confirmed by a press, never by opening the page', async () => {
  let confirmed = 0;
  server.use(
    http.post('/api/v1/auth/confirm', () => {
      confirmed += 1;
      return HttpResponse.json({ email: 'ana@acme.example', email_confirmed: true });
    }),
  );
  const { user } = showPage('/confirm#token=secret');
  const button = await screen.findByRole('button', { name: 'This is my address' });
  expect(confirmed).toBe(0);
  await user.click(button);
  expect(await screen.findByText('ana@acme.example belongs to your account.')).toBeVisible();
});
