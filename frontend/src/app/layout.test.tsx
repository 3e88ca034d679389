import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import { aLine, aMonitor, anOverview, aUser, WORKSPACE_ID } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const NOTHING = { items: [], next: null };

describe('the frame around pages', () => {
  beforeEach(() => {
    const line = aLine({ monitors: 2, active: 2, up: 1, down: 1 });
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/me/overview', () => HttpResponse.json(anOverview({ workspaces_list: [line], monitors: 2, active: 2, up: 1, down: 1 }))),
      http.get('*/api/v1/workspaces', () => HttpResponse.json(NOTHING)),
      http.get('*/api/v1/incidents', () => HttpResponse.json(NOTHING)),
      http.get('*/api/v1/monitors', () => HttpResponse.json({ items: [aMonitor({ id: 7, name: 'Checkout' })], next: null })),
    );
  });

  it('leads to all places, says where one is, and what is down', async () => {
    showPage('/incidents');
    const places = await screen.findByRole('navigation', { name: 'Main' });
    expect(within(places).getByRole('link', { name: /^Incidents/ })).toHaveAttribute('aria-current', 'page');
    expect(await within(places).findByRole('link', { name: 'Acme 1 is down' })).toHaveAttribute('href', `/w/${WORKSPACE_ID}`);
    expect(screen.getByRole('link', { name: 'Skip to content' })).toHaveAttribute('href', '#main');
  });

  it('moves the focus and the title along when one goes on', async () => {
    const { user } = showPage('/overview');
    await screen.findByRole('heading', { level: 1, name: 'Overview' });
    const places = screen.getByRole('navigation', { name: 'Main' });
    await user.click(within(places).getByRole('link', { name: /^Incidents/ }));
    const heading = await screen.findByRole('heading', { level: 1, name: 'Incidents' });
    await waitFor(() => expect(heading).toHaveFocus());
    expect(document.title).toBe('Incidents · Healther');
  });

  it('goes by keys, and lists them', async () => {
    const { user, router } = showPage('/overview');
    await screen.findByRole('heading', { level: 1, name: 'Overview' });
    await user.keyboard('gi');
    await expect.poll(() => router.state.location.pathname).toBe('/incidents');
    await user.keyboard('?');
    const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(within(sheet).getByText('New monitor')).toBeVisible();
  });

  it('finds a monitor by a few letters', async () => {
    const { user, router } = showPage('/overview');
    await screen.findByRole('heading', { level: 1, name: 'Overview' });
    await user.keyboard('{Control>}k{/Control}');
    const field = await screen.findByRole('combobox', { name: 'Search or jump to' });
    await user.type(field, 'chkt');
    const found = await screen.findByRole('option', { name: /Checkout/ });
    expect(found).toHaveAttribute('aria-selected', 'true');
    expect(field).toHaveAttribute('aria-activedescendant', found.id);
    await user.keyboard('{Enter}');
    await expect.poll(() => router.state.location.pathname).toBe(`/w/${WORKSPACE_ID}/monitors/7`);
  });

  it('keeps what it knows while the API is away, and says how old it is', async () => {
    const { client } = showPage('/overview');
    expect(await screen.findByText('1 of 2 monitors is down.')).toBeVisible();
    server.use(http.get('*/api/v1/me/overview', () => HttpResponse.error()));
    await client.refetchQueries({ queryKey: ['overview'] });
    expect(await screen.findByText(/^We cannot reach Healther. Data below is from/)).toBeVisible();
    expect(screen.getByText('1 of 2 monitors is down.')).toBeVisible();
  });

  it('asks for the confirmation of an address', async () => {
    server.use(
      http.get('*/api/v1/me', () => HttpResponse.json(aUser({ email_confirmed: false }))),
      http.post('*/api/v1/me/email/confirmation', () => new HttpResponse(null, { status: 204 })),
    );
    const { user } = showPage('/overview');
    await user.click(await screen.findByRole('button', { name: 'Send the mail again' }));
    expect(await screen.findByText('A new link is on its way to ana@acme.example.')).toBeVisible();
  });
});
