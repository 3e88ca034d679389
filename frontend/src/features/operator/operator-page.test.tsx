import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, it } from 'vitest';

import { setToken } from '@/api/client';
import { aSignIn } from '@/test/account-factories';
import { aUser } from '@/test/factories';
import { aMail, anInstallation } from '@/test/operator-factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

beforeEach(() => setToken(null));

function signIn(isOperator: boolean): void {
  const me = aUser({ is_operator: isOperator });
  server.use(
    http.post('/api/v1/auth/refresh', () => HttpResponse.json(aSignIn(me))),
    http.get('/api/v1/me', () => HttpResponse.json(me)),
    http.get('/api/v1/operator', () => HttpResponse.json(anInstallation({ has_smtp: false }))),
    http.get('/api/v1/operator/refused-addresses', () => HttpResponse.json({ items: [], next: null })),
  );
}

it('tells the others that nothing is here for them', async () => {
  signIn(false);
  showPage('/operator');
  expect(await screen.findByRole('heading', { name: 'Nothing is here for you', level: 1 })).toBeInTheDocument();
});

it('pages through mails of a state, and opens one with its link', async () => {
  signIn(true);
  const asked: string[] = [];
  server.use(
    http.get('/api/v1/operator/mails', ({ request }) => {
      const { searchParams: query } = new URL(request.url);
      asked.push(`${query.get('state')} ${query.get('before')}`);
      const isFirst = query.get('before') === null;
      return HttpResponse.json({ items: [aMail({ id: isFirst ? 9 : 4, subject: isFirst ? 'Newer' : 'Older' })], next: isFirst ? '9' : null });
    }),
    http.get('/api/v1/operator/mails/4', () => HttpResponse.json({ ...aMail({ id: 4, subject: 'Older' }), text: 'Open:\nhttp://h.example/invite#token=x' })),
  );
  const { user, router } = showPage('/operator?state=sent');
  await user.click(await screen.findByRole('button', { name: 'Show more' }));
  await user.click(await screen.findByRole('button', { name: 'Read: Older' }));
  expect(await screen.findByRole('link', { name: 'http://h.example/invite#token=x' })).toBeVisible();
  expect(router.state.location.search).toEqual({ state: 'sent', mail: 4 });
  expect(asked).toEqual(['sent null', 'sent 9']);
  await user.click(screen.getByRole('radio', { name: 'Given up' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ state: 'dead' }));
});
