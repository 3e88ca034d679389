/** The list of monitors, as one works with it. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';

import { leave, open, signedIn, STOPS, type Cast } from '../demo';

let context: BrowserContext;
let page: Page;
let cast: Cast;

test.beforeAll(async ({ browser, baseURL }) => {
  ({ context, cast } = await signedIn(browser, { baseURL, viewport: { width: 1440, height: 900 } }));
  page = await context.newPage();
});
test.afterAll(() => leave(context));
test.beforeEach(async () => {
  const stop = STOPS.find(({ name }) => name === 'workspace');
  if (stop) await open(page, stop, cast);
});

const row = (name: string) => page.getByRole('button', { name, exact: true });

test('a row opens to graph, checks and settings; the address knows; the graph turns to a table', async () => {
  await row('Checkout').click();
  await expect(row('Checkout')).toHaveAttribute('aria-expanded', 'true');
  await expect(page).toHaveURL(new RegExp(`open=${cast.monitorId}`));
  await expect(page.getByRole('slider', { name: 'Latency' })).toBeVisible();
  await expect(page.getByText('Last checks')).toBeVisible();
  await page.getByText('7 d', { exact: true }).click();
  await expect(page).toHaveURL(/range=7d/);
  await page.getByRole('button', { name: 'View as table' }).click();
  await expect(page.getByRole('table').first()).toBeVisible();
  await row('Checkout').click();
  await expect(row('Checkout')).toHaveAttribute('aria-expanded', 'false');
});

test('search, filter, order and groups', async () => {
  await page.getByRole('searchbox', { name: 'Search monitors' }).fill('check');
  await expect(row('Checkout')).toBeVisible();
  await expect(row('Website')).toBeHidden();
  await page.getByRole('searchbox', { name: 'Search monitors' }).fill('no such thing');
  await expect(page.getByText('Nothing matches “no such thing”.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(row('Website')).toBeVisible();
  await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'DNS' });
  await expect(row('Name server')).toBeVisible();
  await expect(row('Website')).toBeHidden();
  await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Any kind' });
  await page.getByRole('combobox', { name: 'Order' }).selectOption({ label: 'By name' });
  const names = page.getByRole('main').getByRole('button', { expanded: false }).filter({ hasNotText: /./ });
  await expect(names.first()).toHaveAccessibleName('Certificate');
  await page.getByRole('combobox', { name: 'Grouping' }).selectOption({ label: 'By kind' });
  await expect(page.getByRole('list').getByText('Heartbeat', { exact: true }).first()).toBeVisible();
});

test('a day, looked at by the pointer: its date, its uptime, how long it was down', async () => {
  const days = page.getByRole('slider', { name: 'Checkout, last 90 days' });
  await days.focus();
  await page.keyboard.press('Shift+N');
  await expect(days).toHaveAttribute('aria-valuetext', /Down .*/);
  const box = await days.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 10);
  await expect(page.getByRole('tooltip').or(page.getByText(/Never down|Down \d/)).first()).toBeVisible();
});

test('several at once: paused, and the undo brings them back', async () => {
  await page.getByRole('checkbox', { name: 'Select Documentation' }).check();
  await page.getByRole('checkbox', { name: 'Select Website' }).check();
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByText('Paused', { exact: true })).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Paused', { exact: true })).toHaveCount(0);
});
