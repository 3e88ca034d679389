import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { ArchiveOut } from '@/api/schema/types.gen';
import { anArchive } from '@/test/archive-factories';
import { aMember, aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const PATH = `/w/${WORKSPACE_ID}/settings`;

describe('taking everything along', () => {
  let archives: ArchiveOut[];
  beforeEach(() => {
    archives = [];
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/workspaces', () => HttpResponse.json({ items: [], next: null })),
      http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace())),
      http.get('*/api/v1/workspaces/:id/members', () => HttpResponse.json({ items: [aMember()], next: null })),
      http.get('*/api/v1/workspaces/:id/archives', () => HttpResponse.json({ items: archives, next: null })),
    );
  });

  it('shows an archive while it is made, then what is in it', async () => {
    server.use(
      http.post('*/api/v1/workspaces/:id/archives', () => {
        archives = [anArchive({ state: 'running', progress: 40, size_bytes: null, contents: null, finished_at: null })];
        return HttpResponse.json(archives[0], { status: 202 });
      }),
    );
    const { user, client } = showPage(PATH);
    const part = within(await screen.findByRole('region', { name: 'Take everything with you' }));
    await user.click(part.getByRole('button', { name: 'Make an archive' }));
    expect(await part.findByText('Being made: 40%')).toBeVisible();
    expect(part.getByRole('progressbar', { name: 'Progress' })).toHaveValue(40);
    archives = [anArchive()];
    await client.invalidateQueries({ queryKey: ['archives'] });
    expect(await part.findByText('1.3 MB · 3 monitors · 12,400 checks')).toBeVisible();
    expect(part.getByRole('button', { name: /^Download the Archive of Nov 21, 2026/ })).toBeVisible();
    expect(part.getByText('1 thing stays here, for it may be secret')).toBeVisible();
  });

  it('says why there is none', async () => {
    archives = [anArchive({ state: 'failed', error: 'There is no room left on the disk.', size_bytes: null, contents: null })];
    showPage(PATH);
    expect(await screen.findByText('Not made')).toBeVisible();
    expect(screen.getByText('There is no room left on the disk.')).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Download/ })).toBeNull();
  });

  it('puts an archive back when it could not be removed', async () => {
    archives = [anArchive()];
    const problem = { type: 'x', title: 'Broken', detail: 'It broke.', status: 500, errors: [] };
    server.use(http.delete('*/api/v1/workspaces/:id/archives/:archive', () => HttpResponse.json(problem, { status: 500 })));
    const { user } = showPage(PATH);
    await user.click(await screen.findByRole('button', { name: /^Remove the Archive/ }));
    expect(await screen.findByText('It broke.')).toBeVisible();
    expect(await screen.findByRole('button', { name: /^Remove the Archive/ })).toBeVisible();
  });

  it('says in words that there are enough', async () => {
    const problem = { type: 'https://healther.dev/problems/too-many', title: 'No', detail: 'Five.', status: 409, errors: [] };
    server.use(http.post('*/api/v1/workspaces/:id/archives', () => HttpResponse.json(problem, { status: 409 })));
    const { user } = showPage(PATH);
    await user.click(await screen.findByRole('button', { name: 'Make an archive' }));
    expect(await screen.findByText('There are five archives already. Remove one first.')).toBeVisible();
  });

  it('is not for observers', async () => {
    server.use(http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace({ role: 'observer' }))));
    showPage(PATH);
    expect(await screen.findByRole('button', { name: 'Leave' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Make an archive' })).toBeNull();
  });
});
