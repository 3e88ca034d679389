import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, it } from 'vitest';

import { linksOf } from './links';
import { setToken } from '@/api/client';
import { aPerson, aProblem, aSignIn } from '@/test/account-factories';
import { aUser } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const ANA = aPerson({ city: 'Vienna', pronouns: 'she/her', bio: 'Keeps things up.', github: 'https://github.com/ana' });
const ADDRESS = `/people/${ANA.id}`;

beforeEach(() => {
  setToken(null);
  document.cookie = 'signed_in=; max-age=0; path=/';
});

function answer(body: object, status = 200): void {
  server.use(http.get('/api/v1/users/:id', () => HttpResponse.json(body, { status })));
}

it('shows a public profile to somebody who is not signed in', async () => {
  answer(ANA);
  showPage(ADDRESS);
  expect(await screen.findByRole('heading', { name: /Ana Silva/ })).toBeVisible();
  expect(screen.getByText('Vienna')).toBeVisible();
  expect(screen.getByRole('link', { name: 'ana' })).toHaveAttribute('href', 'https://github.com/ana');
  expect(screen.queryByRole('link', { name: 'Edit your profile' })).toBeNull();
});

it('says that a profile is not shown, and how it may be', async () => {
  answer(aProblem(404, 'not-found', ''), 404);
  showPage(ADDRESS);
  expect(await screen.findByRole('heading', { name: 'This profile is not shown to you' })).toBeVisible();
  expect(screen.getAllByRole('link', { name: 'Sign in' })[0]).toHaveAttribute('href', expect.stringContaining('/login?next='));
});

it('lets one edit one’s own', async () => {
  const me = aUser({ id: ANA.id });
  document.cookie = 'signed_in=1; path=/';
  server.use(
    http.post('/api/v1/auth/refresh', () => HttpResponse.json(aSignIn(me))),
    http.get('/api/v1/me', () => HttpResponse.json(me)),
  );
  answer(ANA);
  showPage(ADDRESS);
  expect(await screen.findByRole('link', { name: 'Edit your profile' })).toHaveAttribute('href', '/settings/profile');
});

it('never makes a link of what is no web address', () => {
  expect(linksOf({ website: 'javascript:alert(1)', github: '', linkedin: 'https://www.linkedin.com/in/ana/' })).toEqual([
    { name: 'LinkedIn', address: 'https://www.linkedin.com/in/ana/', shown: 'ana' },
  ]);
});
