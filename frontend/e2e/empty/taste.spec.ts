/** What one has chosen stays chosen: theme, language, filters. */
import { expect, test, type Page } from '@playwright/test';

import { newPerson, newWorkspace } from '../people';

/** The colour behind everything, as it is painted. */
const fieldOf = (page: Page) =>
  page.evaluate(() => {
    const colours = [document.body, document.documentElement].map((element) => getComputedStyle(element).backgroundColor);
    const brush = document.createElement('canvas').getContext('2d');
    if (!brush) return null;
    brush.fillStyle = colours.find((colour) => colour !== 'rgba(0, 0, 0, 0)') ?? '';
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data].join(' ');
  });
const themeOf = (page: Page) => page.evaluate(() => document.documentElement.dataset.theme);

test('the theme stays over a reload, on the server’s pages, and with the account', async ({ page, context, browser, baseURL }) => {
  const ivy = await newPerson(context, 'Ivy');
  const workspace = await newWorkspace(ivy, `Ivy ${Date.now()}`, ['Gate']);
  const { slug } = await ivy.ask('PATCH', `/workspaces/${workspace.id}`, { is_public: true });
  await page.goto('/settings/appearance');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect.poll(() => themeOf(page)).toBe('dark');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  expect(await themeOf(page)).toBe('dark');
  const dark = await fieldOf(page);
  for (const path of ['/', `/status/${slug}`]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await fieldOf(page), path).toBe(dark);
  }
  const fresh = await browser.newContext({ baseURL, storageState: { ...(await context.storageState()), cookies: (await context.cookies()).filter(({ name }) => name !== 'theme') } });
  const other = await fresh.newPage();
  await other.goto('/overview');
  await expect(other.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect.poll(() => themeOf(other)).toBe('dark');
  await fresh.close();
});

test('German and Italian, kept with the account', async ({ page, context }) => {
  await newPerson(context, 'Max');
  await page.goto('/settings/appearance');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('it');
  await expect(page.locator('html')).toHaveAttribute('lang', 'it');
  await page.goto('/overview');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Panoramica');
  await context.clearCookies({ name: 'language' });
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Panoramica');
});

test('filters, order and the open row are in the address', async ({ page, context }) => {
  const zoe = await newPerson(context, 'Zoe');
  const workspace = await newWorkspace(zoe, 'Orchard', ['Apple', 'Pear', 'Plum']);
  await page.goto(`/w/${workspace.id}`);
  await page.getByRole('searchbox', { name: 'Search monitors' }).fill('p');
  await page.getByLabel('Order').selectOption('name');
  await page.getByRole('button', { name: 'Pear', exact: true }).click();
  await expect(page).toHaveURL(/q=p/);
  await expect(page).toHaveURL(/sort=name/);
  await expect(page).toHaveURL(/open=\d+/);
  await page.reload();
  await expect(page.getByRole('searchbox', { name: 'Search monitors' })).toHaveValue('p');
  await expect(page.getByLabel('Order')).toHaveValue('name');
  await expect(page.getByRole('button', { name: 'Pear', exact: true })).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('button', { name: 'Plum', exact: true })).toHaveAttribute('aria-expanded', 'false');
});
