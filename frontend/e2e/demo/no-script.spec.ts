/** Without JavaScript: what is public works all the same. */
import { expect, test } from '@playwright/test';

import { leave, signedIn } from '../demo';

test.describe('without JavaScript', () => {
  let slug = '';

  test.beforeAll(async ({ browser, baseURL }) => {
    const { context, cast } = await signedIn(browser, { baseURL });
    slug = cast.slug;
    await leave(context);
  });
  test.use({ javaScriptEnabled: false });

  test('the landing page checks an address', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.getByRole('textbox').fill('http://127.0.0.1/');
    await page.getByRole('button', { name: 'Check it now' }).click();
    await expect(page).toHaveURL(/\/check$/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.goto('/');
    await expect(page.getByRole('link', { name: 'Sign in' })).toHaveAttribute('href', '/login');
  });

  test('the status page: states in words, days, one day, history', async ({ page }) => {
    await page.goto(`/status/${slug}`);
    await expect(page.getByRole('region', { name: 'Current state' })).toContainText(/\w/);
    await expect(page.getByText('Checkout').first()).toBeVisible();
    const day = page.locator(`a[href*="/status/${slug}/day/"]`).first();
    await day.evaluate((link) => link.closest('details')?.setAttribute('open', ''));
    await page.goto((await day.getAttribute('href')) ?? '');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.goto(`/status/${slug}`);
    await page.getByRole('link', { name: /^Incidents of the last/ }).click();
    await expect(page).toHaveURL(/\/history$/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });

  test('the application says what it needs', async ({ page }) => {
    await page.goto('/login');
    await expect(page.getByText(/JavaScript/)).toBeVisible();
  });
});
