/** The whole journey of somebody new: from the landing page to an own monitor going red, and a mail about it. */
import { expect, test } from '@playwright/test';

import { linkTo, mailTo } from '../mails';
import { PASSWORD, someAddress } from '../people';
import { startTarget } from '../target';

const MOST_MS = 120_000;

test('from the landing page to a mail, and back to calm', async ({ page, context }) => {
  test.setTimeout(180_000);
  const target = await startTarget();
  const email = someAddress('Ada');
  const landedAt = Date.now();

  await test.step('register and confirm', async () => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Start monitoring' }).first().click();
    await page.getByLabel('First name').fill('Ada');
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create the account' }).click();
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
    await expect(page.getByText(`Confirm ${email}`)).toBeVisible();
    const mail = await context.newPage();
    await mail.goto(await linkTo(email, 'confirm'));
    await mail.getByRole('button', { name: 'This is my address' }).click();
    await expect(mail.getByRole('heading', { name: 'Your address is confirmed' })).toBeVisible();
    await mail.close();
    await page.evaluate(() => dispatchEvent(new Event('visibilitychange'))); // what a person's return to the tab does
    await expect(page.getByText(`Confirm ${email}`)).toBeHidden();
  });

  await test.step('a workspace, and a first monitor', async () => {
    await page.getByLabel('Name').fill('Shop');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('link', { name: 'A server, a name, a certificate, a job?' }).click();
    await expect(page.getByRole('heading', { name: 'New monitor' })).toBeVisible();
    await page.getByLabel('Watch the address').fill(target.url);
    await page.getByLabel('and call it').fill('Checkout');
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(page.getByText(/200/).first()).toBeVisible();
    await page.getByLabel('Check every').fill('10');
    await page.getByLabel('Unit of time').selectOption('seconds');
    await page.getByLabel('Down after').fill('1');
    await page.getByLabel('Show it on the public status page').check();
    await page.getByRole('button', { name: 'Start watching' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Checkout' })).toBeVisible();
    await expect(page.getByText(/^Up for /)).toBeVisible({ timeout: 20_000 });
  });

  const calm = await page.locator('link[rel="icon"]').getAttribute('href');
  await test.step('it goes down, without a reload', async () => {
    await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
    target.status = 500;
    await expect(page.getByText(/^Down for .*: HTTP 500/)).toBeVisible({ timeout: 30_000 });
    await expect(page.locator('link[rel="icon"]')).not.toHaveAttribute('href', calm ?? '');
    await expect(page.locator('body[data-same-page]')).toHaveCount(1);
    await mailTo(email, '[Down] Checkout');
    expect(Date.now() - landedAt, 'from the landing page to the mail').toBeLessThan(MOST_MS);
  });

  const published = await test.step('the public page says so', async () => {
    await page.getByRole('link', { name: 'Status page' }).first().click();
    await page.getByRole('button', { name: 'Publish the page' }).click();
    const [opened] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: 'Open the page' }).click()]);
    await expect(opened.getByRole('region', { name: 'Current state' })).toContainText('Checkout is down');
    return opened;
  });

  await test.step('it recovers', async () => {
    target.status = 200;
    await mailTo(email, '[Recovered] Checkout');
    await page.getByRole('link', { name: 'Overview' }).first().click();
    await expect(page.getByText('Your monitor is up.')).toBeVisible();
    await expect(page.getByText(/is up again after/)).toBeVisible();
    await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', calm ?? '');
    await expect(async () => {
      await published.reload();
      await expect(published.getByRole('region', { name: 'Current state' })).not.toContainText('down', { timeout: 100 });
    }).toPass({ timeout: 20_000 });
    await expect(published.getByText('Checkout').first()).toBeVisible();
  });

  await target.close();
});
