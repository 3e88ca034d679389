import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, it } from 'vitest';

import { setToken } from '@/api/client';
import { aProblem, aSecondFactor, aSignIn, someMethods } from '@/test/account-factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const LOGIN = '/api/v1/auth/login';

beforeEach(() => {
  setToken(null);
  sessionStorage.clear();
  document.cookie = 'signed_in=; max-age=0; path=/';
  server.use(http.get('/api/v1/auth/methods', () => HttpResponse.json(someMethods())));
});

function answerLogin(status: number, body: object, headers = {}): void {
  server.use(http.post(LOGIN, () => HttpResponse.json(body, { status, headers })));
}

async function signIn(user: ReturnType<typeof showPage>['user']): Promise<void> {
  await user.type(await screen.findByLabelText('Email'), 'ana@acme.example');
  await user.type(screen.getByLabelText('Password'), 'a long password');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
}

it('goes where one wanted to go', async () => {
  answerLogin(200, aSignIn());
  const { user, router } = showPage('/login?next=/forgot');
  await signIn(user);
  await waitFor(() => expect(router.state.location.pathname).toBe('/forgot'));
});

it('does not say whether the address or the password is wrong', async () => {
  answerLogin(401, aProblem(401, 'unauthorized', 'The address or the password is wrong.'));
  const { user } = showPage('/login');
  await signIn(user);
  expect(await screen.findByRole('alert')).toHaveTextContent('That email and password do not match.');
});

it('waits as long as the API asks', async () => {
  answerLogin(429, aProblem(429, 'too-many-requests', 'Too many tries.'), { 'Retry-After': '90' });
  const { user } = showPage('/login');
  await signIn(user);
  expect(await screen.findByText(/again in 1 min 30 sec/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Sign in' })).toBeDisabled();
});

it('sends the code as soon as its six digits are there', async () => {
  const needed = aSecondFactor();
  answerLogin(401, aProblem(401, 'second-factor-required', 'More is needed.', { second_factor: needed }));
  const sent: unknown[] = [];
  server.use(
    http.post('/api/v1/auth/second-factor', async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json(aSignIn());
    }),
  );
  const { user, router } = showPage('/login?next=/forgot');
  await signIn(user);
  await user.type(await screen.findByLabelText(/authenticator app/), '123 456');
  await waitFor(() => expect(router.state.location.pathname).toBe('/forgot'));
  expect(sent).toEqual([{ challenge: needed.challenge, code: '123456' }]);
});

it('begins again when the second factor was tried too often', async () => {
  answerLogin(401, aProblem(401, 'second-factor-required', 'More is needed.', { second_factor: aSecondFactor() }));
  server.use(
    http.post('/api/v1/auth/second-factor', () =>
      HttpResponse.json(aProblem(401, 'second-factor-over', 'Over.'), { status: 401 }),
    ),
  );
  const { user } = showPage('/login');
  await signIn(user);
  await user.click(await screen.findByRole('button', { name: 'Use a recovery code' }));
  await user.type(screen.getByLabelText('Recovery code'), 'k3mwp-x7d2q');
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  expect(await screen.findByText(/This sign-in has ended/)).toBeVisible();
  expect(screen.getByLabelText('Password')).toBeVisible();
});

it('says what went wrong at GitHub, and offers the buttons that there are', async () => {
  server.use(http.get('/api/v1/auth/methods', () => HttpResponse.json(someMethods({ github: true, oidc: 'Acme ID' }))));
  showPage('/login?problem=403&next=/incidents');
  expect(await screen.findByRole('alert')).toHaveTextContent('New accounts are not open to everybody here.');
  const github = await screen.findByRole('link', { name: 'Continue with GitHub' });
  expect(github).toHaveAttribute('href', '/api/v1/auth/github?next=%2Fincidents');
  expect(screen.getByRole('link', { name: 'Continue with Acme ID' })).toBeVisible();
});

it('knows the address of a password that was just set', async () => {
  sessionStorage.setItem('healther.new-password', 'ana@acme.example');
  answerLogin(200, aSignIn());
  const { user, router } = showPage('/login?next=/forgot');
  expect(await screen.findByText('Your new password is set. Sign in with it.')).toBeVisible();
  expect(screen.getByLabelText('Email')).toHaveValue('ana@acme.example');
  expect(screen.getByLabelText('Password')).toHaveFocus();
  await user.keyboard('a long password{Enter}');
  await waitFor(() => expect(router.state.location.pathname).toBe('/forgot'));
  expect(sessionStorage.getItem('healther.new-password')).toBeNull();
});
