/** Without a mouse: only keys are pressed here. */
import { expect, test, type Locator, type Page } from '@playwright/test';

import { newPerson, newWorkspace, PASSWORD } from '../people';

/** Press Tab until a control has the focus; what cannot be reached so fails. */
async function tabTo(page: Page, control: Locator, key = 'Tab'): Promise<void> {
  await expect(control).toBeVisible();
  const wanted = await control.elementHandle();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await wanted?.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(control, 'reached by Tab').toBeFocused({ timeout: 100 });
}

test('sign in, make a monitor, walk its days, find everything', async ({ page, context }) => {
  const leo = await newPerson(context, 'Leo');
  const workspace = await newWorkspace(leo, 'Harbour', ['Lighthouse', 'Ferry']);
  await context.clearCookies();

  await test.step('sign in', async () => {
    await page.goto('/login');
    await tabTo(page, page.getByLabel('Email'));
    await page.keyboard.type(leo.email);
    await tabTo(page, page.getByLabel('Password', { exact: true }));
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  });

  await test.step('the first Tab skips to the content', async () => {
    await page.reload();
    await expect(page.getByRole('link', { name: 'Harbour', exact: true })).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
  });

  await test.step('a sequence of keys goes to a place, and the heading is read', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await expect(page.getByRole('heading', { level: 1, name: 'Harbour' })).toBeFocused();
  });

  await test.step('make a monitor', async () => {
    await page.keyboard.press('c');
    await expect(page.getByRole('heading', { level: 1, name: 'New monitor' })).toBeVisible();
    await tabTo(page, page.getByRole('radio', { name: 'HTTP' }));
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('radio', { name: 'TCP' })).toBeChecked();
    await tabTo(page, page.getByLabel('Watch host and port'));
    await page.keyboard.type('127.0.0.1:1');
    await tabTo(page, page.getByLabel('and call it'));
    await page.keyboard.type('Berth');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Berth' })).toBeVisible();
  });

  await test.step('walk from row to row, open one, walk its days', async () => {
    await page.goto(`/w/${workspace.id}?sort=name`);
    await expect(page.getByRole('button', { name: 'Ferry', exact: true })).toBeVisible();
    await page.keyboard.press('j');
    await expect(page.getByRole('button', { name: 'Berth', exact: true })).toBeFocused();
    await page.keyboard.press('j');
    await expect(page.getByRole('button', { name: 'Ferry', exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Ferry', exact: true })).toHaveAttribute('aria-expanded', 'true');
    await expect(page).toHaveURL(/open=\d+/);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Ferry', exact: true })).toHaveAttribute('aria-expanded', 'false');
    const days = page.getByRole('slider', { name: 'Ferry, last 90 days' });
    await tabTo(page, days);
    const today = await days.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowLeft');
    await expect(days).toHaveAttribute('aria-valuenow', '88');
    await expect(days).not.toHaveAttribute('aria-valuetext', today ?? '');
    await page.keyboard.press('Home');
    await expect(days).toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press('End');
    await expect(days).toHaveAttribute('aria-valuenow', '89');
    await page.keyboard.press('ArrowUp');
    await expect(page.getByRole('slider', { name: 'Berth, last 90 days' })).toBeFocused();
  });

  await test.step('the filter, by its key', async () => {
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: 'Search monitors' })).toBeFocused();
    await page.keyboard.type('light');
    await expect(page.getByRole('button', { name: 'Ferry', exact: true })).toBeHidden();
    await expect(page.getByRole('button', { name: 'Lighthouse', exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Ferry', exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('the palette', async () => {
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Search or jump to' });
    await expect(field).toBeFocused();
    await page.keyboard.type('lightho');
    await expect(page.getByRole('option', { name: /Lighthouse/ })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Lighthouse' })).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(field).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(field).toBeHidden();
  });

  await test.step('the sheet of shortcuts', async () => {
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(sheet).toBeVisible();
    await expect(sheet.getByText('New monitor')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
  });

  await test.step('a menu', async () => {
    const account = page.getByRole('button', { name: /^Account of / }).first();
    await tabTo(page, account, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: 'Your profile' })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('menuitem', { name: 'Your settings' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toBeHidden();
    await expect(account).toBeFocused();
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  });
});
