/** When the network is slow, gone, or the session is over: what is known stays, and what can be done is said. */
import { once } from 'node:events';

import { expect, test } from '@playwright/test';

import { newPerson, newWorkspace, signIn } from '../people';

test('no connection: the data stays, a banner says from when, and all is well again afterwards', async ({ page, context }) => {
  const mia = await newPerson(context, 'Mia');
  const workspace = await newWorkspace(mia, 'Forest', ['Fern']);
  await page.goto(`/w/${workspace.id}`);
  const row = page.getByRole('button', { name: 'Fern', exact: true });
  await expect(row).toBeVisible();
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Audit log' }).first().click();
  const banner = page.getByText(/^We cannot reach Healther/);
  await expect(banner).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('alert')).toContainText('Healther cannot be reached.');
  await page.getByRole('link', { name: 'Monitors' }).first().click();
  await expect(row, 'data that was here stays').toBeVisible();
  await context.setOffline(false);
  await expect(banner).toBeHidden({ timeout: 20_000 });
  await page.getByRole('link', { name: 'Audit log' }).first().click();
  await expect(page.getByText('made the monitor Fern')).toBeVisible();
});

test('an API that does not answer is told apart from a monitor that is down; “try again” works', async ({ page, context }) => {
  const jo = await newPerson(context, 'Jo');
  const workspace = await newWorkspace(jo, 'Meadow', ['Brook']);
  await page.route('**/api/v1/workspaces/*/monitors*', (route) => route.fulfill({ status: 500, json: { type: 'x:broken', title: 'Broken', status: 500 } }));
  await page.goto(`/w/${workspace.id}`);
  await expect(page.getByRole('alert')).toContainText('This could not be loaded', { timeout: 20_000 });
  await page.unroute('**/api/v1/workspaces/*/monitors*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('button', { name: 'Brook', exact: true })).toBeVisible();
});

test('a slow API: nothing flashes within 200 ms, then a skeleton in the final layout', async ({ page, context }) => {
  const uma = await newPerson(context, 'Uma');
  await newWorkspace(uma, 'River', ['Weir']);
  await page.goto('/overview');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  const gate = new AbortController();
  const opened = once(gate.signal, 'abort');
  await page.route('**/api/v1/workspaces/*/monitors*', async (route) => {
    await opened;
    await route.continue();
  });
  await page.getByRole('link', { name: 'River' }).first().click();
  const skeleton = page.getByRole('status', { name: 'Loading' });
  await expect(skeleton).toBeAttached();
  const delay = await skeleton.evaluate((element) => {
    const { transitionDelay, animationDelay } = getComputedStyle(element);
    return Math.max(Number.parseFloat(transitionDelay), Number.parseFloat(animationDelay));
  });
  expect(delay).toBe(0.2);
  gate.abort();
  await expect(page.getByRole('button', { name: 'Weir', exact: true })).toBeVisible();
});

test('a session that ended elsewhere leads to the sign-in page, and back to where one was', async ({ page, context, browser, baseURL }) => {
  const tom = await newPerson(context, 'Tom');
  const workspace = await newWorkspace(tom, 'Valley', ['Mill']);
  await page.goto(`/w/${workspace.id}/team`);
  await expect(page.getByRole('heading', { level: 1, name: 'Team' })).toBeVisible();
  const elsewhere = await browser.newContext({ baseURL });
  const other = await elsewhere.newPage();
  await other.goto('/settings/sessions');
  await signIn(other, tom.email);
  await other.getByRole('button', { name: 'Sign out everywhere' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await elsewhere.close();
  await expect(page.getByRole('heading', { name: 'Sign in' }), 'without a press').toBeVisible({ timeout: 15_000 });
  await signIn(page, tom.email);
  await expect(page).toHaveURL(new RegExp(`/w/${workspace.id}/team$`));
});
