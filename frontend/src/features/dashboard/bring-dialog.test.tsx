import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { ImportOut } from '@/api/schema/types.gen';
import { aBroughtImport, anImport } from '@/test/archive-factories';
import { anOverview, aUser, WORKSPACE_ID } from '@/test/factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const FILE = new File(['PK'], 'lab.healther.zip', { type: 'application/zip' });

const LAZY = { timeout: 15_000 }; // the dialog is a file of its own

async function opened() {
  const page = showPage('/overview?bring=true');
  return { ...page, dialog: within(await screen.findByRole('dialog', { name: 'Bring an archive' }, LAZY)) };
}

describe('bringing an archive', () => {
  let imports: ImportOut[];
  beforeEach(() => {
    imports = [];
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/me/overview', () => HttpResponse.json(anOverview())),
      http.get('*/api/v1/workspaces', () => HttpResponse.json({ items: [], next: null })),
      http.get('*/api/v1/imports', () => HttpResponse.json({ items: imports, next: null })),
    );
  });

  it('leads there from the first page', async () => {
    const { user } = showPage('/overview');
    await user.click(await screen.findByRole('link', { name: 'Bring an archive' }));
    expect(await screen.findByRole('dialog', { name: 'Bring an archive' }, LAZY)).toBeVisible();
  });

  it('leads there from the dialog for a new workspace, which makes room', async () => {
    const { user } = showPage('/overview?create=true');
    const dialog = within(await screen.findByRole('dialog', { name: 'New workspace' }, LAZY));
    await user.click(dialog.getByRole('link', { name: 'Bring an archive' }));
    expect(await screen.findByRole('dialog', { name: 'Bring an archive' }, LAZY)).toBeVisible();
    expect(screen.queryByRole('dialog', { name: 'New workspace' })).toBeNull();
  });

  it('uploads, follows the work, and tells what came of it', async () => {
    server.use(
      http.post('*/api/v1/imports', ({ request }) => {
        expect(new URL(request.url).searchParams.get('name')).toBe('Lab again');
        expect(request.headers.get('authorization')).toBe('Bearer a');
        expect(request.headers.get('content-type')).toBe('application/zip');
        imports = [anImport()];
        return HttpResponse.json(anImport({ state: 'waiting' }), { status: 202 });
      }),
    );
    const { user, client, dialog } = await opened();
    await user.upload(await dialog.findByLabelText('Archive'), FILE);
    await user.type(dialog.getByLabelText('Name of the new workspace'), 'Lab again');
    await user.click(dialog.getByRole('button', { name: 'Bring it' }));
    expect(await dialog.findByText('The workspace is being made: 40%')).toBeVisible();
    imports = [aBroughtImport()];
    await client.invalidateQueries({ queryKey: ['imports'] });
    expect(await dialog.findByText('Lab is here')).toBeVisible();
    expect(dialog.getByText('2 monitors · 12,400 checks · 7 days')).toBeVisible();
    expect(dialog.getByText(/^1 address was told of outages/)).toBeVisible();
    expect(dialog.getByText('1 thing does not fit here')).toBeVisible();
    expect(dialog.getByRole('link', { name: 'Open Lab' })).toHaveAttribute('href', `/w/${WORKSPACE_ID}`);
  });

  it.each([
    ['not-an-archive', 422, /^This file is no archive of Healther/],
    ['content-too-large', 413, /^This archive is larger than is taken here/],
    ['busy', 409, /^Another archive of yours is not done yet/],
  ])('says why the upload was refused: %s', async (kind, status, words) => {
    const problem = { type: `https://healther.dev/problems/${kind}`, title: 'No', detail: 'No.', status, errors: [] };
    server.use(http.post('*/api/v1/imports', () => HttpResponse.json(problem, { status })));
    const { user, dialog } = await opened();
    await user.upload(await dialog.findByLabelText('Archive'), FILE);
    await user.click(dialog.getByRole('button', { name: 'Bring it' }));
    expect(await dialog.findByText(words)).toBeVisible();
  });

  it('shows work that goes on, and why it failed', async () => {
    imports = [anImport()];
    const { user, client, dialog } = await opened();
    expect(await dialog.findByText('The workspace is being made: 40%')).toBeVisible();
    imports = [anImport({ state: 'failed', reason: 'newer', error: 'A newer Healther made this archive.' })];
    await client.invalidateQueries({ queryKey: ['imports'] });
    expect(await dialog.findByText('No workspace was made')).toBeVisible();
    expect(dialog.getByText(/Bring this installation up to date first/)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Choose another file' }));
    expect(await dialog.findByLabelText('Archive')).toBeVisible();
  });

  it('stops the work', async () => {
    imports = [anImport()];
    server.use(
      http.delete('*/api/v1/imports/:id', () => {
        imports = [];
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user, dialog } = await opened();
    await user.click(await dialog.findByRole('button', { name: 'Stop' }));
    expect(await dialog.findByLabelText('Archive')).toBeVisible();
  });
});
