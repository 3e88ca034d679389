/** The demo's pages: where they are, and what stands on them when they are whole. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { APIRequestContext, Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test';
import { expect } from '@playwright/test';

export const EMAIL = 'demo@example.com';
export const PASSWORD = process.env.HEALTHER_E2E_PASSWORD ?? '';

/** What the pages of the demo are about. */
export interface Cast {
  token: string;
  userId: string;
  workspaceId: string;
  slug: string;
  monitorId: number;
}

export interface Both {
  context: BrowserContext;
  stranger: BrowserContext;
  cast: Cast;
}

interface Answer {
  access_token: string;
  user: { id: string };
}

const FOLDER = process.env.HEALTHER_E2E_FOLDER ?? mkdtempSync(join(tmpdir(), 'healther-e2e-'));
const STATE = join(FOLDER, 'state.json');
const CAST = join(FOLDER, 'cast.json');

/** A browser that is signed in as the demo's owner. Signs in once a run: a failing test starts a new worker. */
export async function signedIn(browser: Browser, options: BrowserContextOptions): Promise<{ context: BrowserContext; cast: Cast }> {
  if (existsSync(CAST)) {
    const context = await browser.newContext({ ...options, storageState: STATE });
    return { context, cast: JSON.parse(readFileSync(CAST, 'utf8')) as Cast };
  }
  const context = await browser.newContext(options);
  const cast = await meet(context.request);
  const headers = { Authorization: `Bearer ${cast.token}` };
  await context.request.patch('/api/v1/me', { data: { theme: 'system' }, headers });
  writeFileSync(CAST, JSON.stringify(cast));
  return { context, cast };
}

/** Both: who is signed in, and a stranger, who sees what is open to all as strangers do. */
export async function bothBrowsers(browser: Browser, options: BrowserContextOptions): Promise<Both> {
  const stranger = await browser.newContext(options);
  return { ...(await signedIn(browser, options)), stranger };
}

/** Close the browser and keep its cookies for the next one: each refresh makes a new one. */
export async function leave(context: BrowserContext): Promise<void> {
  await context.storageState({ path: STATE });
  await context.close();
}

async function meet(request: APIRequestContext): Promise<Cast> {
  const answer = await request.post('/api/v1/auth/login', { data: { email: EMAIL, password: PASSWORD } });
  expect(answer.ok(), await answer.text()).toBe(true);
  const { access_token: token, user } = (await answer.json()) as Answer;
  const headers = { Authorization: `Bearer ${token}` };
  const { items } = await (await request.get('/api/v1/workspaces', { headers })).json();
  const workspace = items[0];
  const monitors = await (await request.get(`/api/v1/workspaces/${workspace.id}/monitors`, { headers })).json();
  const checkout = monitors.items.find((monitor: { name: string }) => monitor.name === 'Checkout');
  return { token, userId: user.id, workspaceId: workspace.id, slug: workspace.slug, monitorId: checkout.id };
}

/** One page. `path` of its address; who may open it. */
export interface Stop {
  name: string;
  path: (cast: Cast) => string;
  isOpen?: boolean;
}

export const STOPS: readonly Stop[] = [
  { name: 'landing', path: () => '/', isOpen: true },
  { name: 'login', path: () => '/login', isOpen: true },
  { name: 'register', path: () => '/register', isOpen: true },
  { name: 'forgot', path: () => '/forgot', isOpen: true },
  { name: 'status', path: ({ slug }) => `/status/${slug}`, isOpen: true },
  { name: 'status-history', path: ({ slug }) => `/status/${slug}/history`, isOpen: true },
  { name: 'overview', path: () => '/overview' },
  { name: 'incidents', path: () => '/incidents' },
  { name: 'workspace', path: ({ workspaceId }) => `/w/${workspaceId}` },
  { name: 'workspace-open-row', path: ({ workspaceId, monitorId }) => `/w/${workspaceId}?open=${monitorId}` },
  { name: 'workspace-incidents', path: ({ workspaceId }) => `/w/${workspaceId}/incidents` },
  { name: 'monitor', path: ({ workspaceId, monitorId }) => `/w/${workspaceId}/monitors/${monitorId}` },
  { name: 'monitor-edit', path: ({ workspaceId, monitorId }) => `/w/${workspaceId}/monitors/${monitorId}/edit` },
  { name: 'monitor-new', path: ({ workspaceId }) => `/w/${workspaceId}/monitors/new` },
  { name: 'team', path: ({ workspaceId }) => `/w/${workspaceId}/team` },
  { name: 'recipients', path: ({ workspaceId }) => `/w/${workspaceId}/recipients` },
  { name: 'audit', path: ({ workspaceId }) => `/w/${workspaceId}/audit` },
  { name: 'reports', path: ({ workspaceId }) => `/w/${workspaceId}/reports` },
  { name: 'objectives', path: ({ workspaceId }) => `/w/${workspaceId}/objectives` },
  { name: 'policies', path: ({ workspaceId }) => `/w/${workspaceId}/policies` },
  { name: 'policy', path: ({ workspaceId }) => `/w/${workspaceId}/policies?open=agreed` },
  { name: 'policy-new', path: ({ workspaceId }) => `/w/${workspaceId}/policies?make=agreed` },
  { name: 'maintenance', path: ({ workspaceId }) => `/w/${workspaceId}/maintenance` },
  { name: 'explore', path: ({ workspaceId }) => `/w/${workspaceId}/explore` },
  { name: 'status-page', path: ({ workspaceId }) => `/w/${workspaceId}/status-page` },
  { name: 'workspace-settings', path: ({ workspaceId }) => `/w/${workspaceId}/settings` },
  { name: 'person', path: ({ userId }) => `/people/${userId}` },
  { name: 'operator', path: () => '/operator' },
  ...['profile', 'appearance', 'security', 'sessions', 'api-keys', 'notifications', 'account'].map((section) => ({
    name: `settings-${section}`,
    path: () => `/settings/${section}`,
  })),
];

/** Open a page and wait until it is whole: its heading stands, nothing is loading, fonts are there. */
export async function open(page: Page, stop: Stop, cast: Cast): Promise<void> {
  await page.goto(stop.path(cast));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"], .skeleton')).toHaveCount(0, { timeout: 15_000 });
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
}
