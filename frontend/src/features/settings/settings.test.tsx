import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, it } from 'vitest';

import { setToken } from '@/api/client';
import { aProblem, aSignIn, someMethods, someSecurity } from '@/test/account-factories';
import { aUser } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const ME = aUser({ bio: 'Keeps things up.' });
const page = (...items: object[]) => HttpResponse.json({ items, next: null });

beforeEach(() => {
  setToken(null);
  server.use(
    http.post('/api/v1/auth/refresh', () => HttpResponse.json(aSignIn(ME))),
    http.get('/api/v1/me', () => HttpResponse.json(ME)),
    http.get('/api/v1/workspaces', () => page()),
    http.get('/api/v1/auth/methods', () => HttpResponse.json(someMethods())),
    http.get('/api/v1/me/security', () => HttpResponse.json(someSecurity())),
    http.get('/api/v1/me/passkeys', () => page()),
    http.get('/api/v1/me/identities', () => page()),
  );
});

it('saves only what was changed, and says so', async () => {
  const sent: unknown[] = [];
  server.use(
    http.patch('/api/v1/me', async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ ...ME, city: 'Vienna' });
    }),
  );
  const { user } = showPage('/settings/profile');
  const about = await screen.findByRole('region', { name: 'About you' });
  expect(within(about).getByRole('button', { name: 'Save' })).toBeDisabled();
  await user.type(within(about).getByLabelText('City'), 'Vienna');
  await user.click(within(about).getByRole('button', { name: 'Save' }));
  expect(await within(about).findByText('Saved')).toBeVisible();
  expect(sent).toEqual([{ city: 'Vienna' }]);
});

it('shows what the API refuses beside the field', async () => {
  const message = 'write a web address that begins with https:// or http://';
  const problem = { ...aProblem(422, 'unprocessable-content', ''), errors: [{ field: 'website', message, remedy: null }] };
  server.use(http.patch('/api/v1/me', () => HttpResponse.json(problem, { status: 422 })));
  const { user } = showPage('/settings/profile');
  const links = await screen.findByRole('region', { name: 'Links' });
  await user.type(within(links).getByLabelText('Website'), 'javascript:alert(1)');
  await user.click(within(links).getByRole('button', { name: 'Save' }));
  expect(await within(links).findByText(message)).toBeVisible();
  expect(within(links).getByLabelText('Website')).toBeInvalid();
});

it('brings the old visibility back when the new one is refused', async () => {
  server.use(http.patch('/api/v1/me', () => HttpResponse.json(aProblem(503, 'service-unavailable', 'Try again in a moment.'), { status: 503 })));
  const { user } = showPage('/settings/profile');
  await user.click(await screen.findByRole('radio', { name: 'Everybody' }));
  expect(await screen.findByText('Try again in a moment.')).toBeVisible();
  expect(screen.getByRole('radio', { name: 'People of your workspaces' })).toBeChecked();
});

it('sets up an authenticator app: proof, picture, first code, recovery codes once', async () => {
  const proofs: unknown[] = [];
  server.use(
    http.post('/api/v1/me/totp', async ({ request }) => {
      const proof = await request.json();
      proofs.push(proof);
      if (proof === null) return HttpResponse.json(aProblem(403, 'proof-needed', '', { methods: ['password'] }), { status: 403 });
      const isRight = JSON.stringify(proof) === '{"password":"right password"}';
      if (!isRight) return HttpResponse.json(aProblem(403, 'proof-wrong', ''), { status: 403 });
      return HttpResponse.json({ secret: 'ABCDEFGH', uri: 'otpauth://totp/Healther:ana?secret=ABCDEFGH' }, { status: 201 });
    }),
    http.post('/api/v1/me/totp/confirm', () => HttpResponse.json({ recovery_codes: ['k3mwp-x7d2q'] })),
  );
  const { user } = showPage('/settings/security');
  const panel = await screen.findByRole('region', { name: 'Authenticator app' });
  await user.click(within(panel).getByRole('button', { name: 'Set up' }));
  await user.type(await screen.findByLabelText('Your password'), 'wrong password');
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  expect(await screen.findByText('That is wrong, or was used before.')).toBeVisible();
  await user.type(screen.getByLabelText('Your password'), 'right password');
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  expect(await screen.findByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
  expect(screen.getByText('ABCD EFGH')).toBeVisible();
  await user.type(screen.getByLabelText('Code that the app shows'), '123456');
  expect(await screen.findByText('k3mwp-x7d2q')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'I have kept them' }));
  expect(screen.queryByText('k3mwp-x7d2q')).toBeNull();
  expect(proofs).toEqual([null, { password: 'wrong password' }, { password: 'right password' }]);
});

it('names the workspaces that keep an account from ending', async () => {
  const workspaces = [{ id: 'w1', name: 'Acme' }];
  server.use(
    http.delete('/api/v1/me', () => HttpResponse.json(aProblem(409, 'last-owner', 'You are the last owner.', { workspaces }), { status: 409 })),
  );
  const { user } = showPage('/settings/account');
  await user.click(await screen.findByRole('button', { name: 'Delete my account…' }));
  expect(screen.getByRole('button', { name: 'Delete my account' })).toBeDisabled();
  await user.type(screen.getByLabelText(/to confirm/), ME.email);
  await user.click(screen.getByRole('button', { name: 'Delete my account' }));
  expect(await screen.findByText('One workspace needs another owner first')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Members of Acme' })).toHaveAttribute('href', '/w/w1/team');
});

it('brings a session back that could not be ended', async () => {
  const session = { user_agent: '', address: null, created_at: ME.created_at, last_used_at: ME.created_at };
  server.use(
    http.get('/api/v1/me/sessions', () =>
      page(
        { ...session, id: 's1', device: 'Firefox on Linux', is_current: true },
        { ...session, id: 's2', device: 'Safari on iPhone', is_current: false },
      ),
    ),
    http.delete('/api/v1/me/sessions/s2', () => HttpResponse.json(aProblem(503, 'service-unavailable', 'Not now.'), { status: 503 })),
  );
  const { user } = showPage('/settings/sessions');
  expect(await screen.findByText('2 sessions are open.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'End the session of Safari on iPhone' }));
  expect(await screen.findByText('Not now.')).toBeVisible();
  await waitFor(() => expect(screen.getByText('Safari on iPhone')).toBeVisible());
});

it('shows a new key once', async () => {
  server.use(
    http.get('/api/v1/workspaces', () => page({ id: 'w1', name: 'Acme', role: 'owner', slug: 'acme', is_public: false, created_at: ME.created_at, updated_at: ME.created_at, deleted_at: null })),
    http.get('/api/v1/me/api-keys', () => page()),
    http.post('/api/v1/me/api-keys', async ({ request }) => {
      expect(await request.json()).toMatchObject({ name: 'Hall', workspace_id: 'w1', scope: 'read' });
      return HttpResponse.json({ key: 'hlt_secret' }, { status: 201 });
    }),
  );
  const { user } = showPage('/settings/api-keys');
  await user.click(await screen.findByRole('button', { name: 'New key' }));
  await user.type(screen.getByLabelText('Name'), 'Hall');
  await user.click(screen.getByRole('button', { name: 'Make the key' }));
  expect(await screen.findByText('hlt_secret')).toBeVisible();
});

it('says when the address names no section', async () => {
  showPage('/settings/nothing');
  expect(await screen.findByText('Nothing is watched here')).toBeVisible();
});

it('keeps the density with the account', async () => {
  const sent: unknown[] = [];
  server.use(
    http.patch('/api/v1/me', async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ ...ME, preferences: { ...ME.preferences, density: 'compact' } });
    }),
  );
  const { user } = showPage('/settings/appearance');
  const density = await screen.findByRole('region', { name: 'Density' });
  await user.click(within(density).getByRole('radio', { name: 'Compact' }));
  expect(await within(density).findByText('Saved')).toBeVisible();
  expect(within(density).getByRole('radio', { name: 'Compact' })).toBeChecked();
  expect(sent).toEqual([{ preferences: { density: 'compact' } }]);
});
