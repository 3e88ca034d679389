/** A newcomer is invited by mail, looks on, is promoted, and has to leave; the pages follow at once. */
import { expect, test, type Page } from '@playwright/test';

import { linkTo } from '../mails';
import { newPerson, newWorkspace, PASSWORD, someAddress } from '../people';

/** What an observer must not find anywhere. */
const ACTIONS = /^(New monitor|Edit|Pause|Check now|More actions|Invite people|Publish the page|Switch off|Save|Delete.*|Add an? .*|Share status page)$/;

test('invited as an observer, promoted, removed', async ({ page: ownersPage, context, browser, baseURL }) => {
  const owner = await newPerson(context, 'Olga');
  const workspace = await newWorkspace(owner, 'Kitchen', ['Oven']);
  const [monitorId] = workspace.monitorIds;
  const here = `/w/${workspace.id}`;
  const email = someAddress('Nino');

  await test.step('the owner invites an address', async () => {
    await ownersPage.goto(`${here}/team`);
    await ownersPage.getByRole('button', { name: 'Invite people' }).click();
    const dialog = ownersPage.getByRole('dialog', { name: 'Invite people' });
    await dialog.getByLabel('Mail addresses').fill(email);
    await dialog.getByLabel('Role').selectOption('observer');
    await dialog.getByRole('button', { name: 'Send invitations' }).click();
    await expect(dialog.getByText('invited; the link works for seven days')).toBeVisible();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(ownersPage.getByText('1 invitation is waiting.')).toBeVisible();
  });

  const theirs = await browser.newContext({ baseURL });
  const page = await theirs.newPage();
  await test.step('the newcomer registers through the link', async () => {
    await page.goto(await linkTo(email, 'invite'));
    await expect(page.getByRole('heading', { name: 'Join Kitchen' })).toBeVisible();
    await page.getByLabel('First name').fill('Nino');
    await expect(page.getByLabel('Email')).toHaveValue(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create the account and join' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Kitchen', exact: true })).toBeVisible();
  });

  await test.step('an observer sees every page, and nothing to change on it', async () => {
    for (const path of [here, `${here}?open=${monitorId}`, `${here}/monitors/${monitorId}`, `${here}/team`, `${here}/recipients`, `${here}/status-page`, `${here}/incidents`]) {
      await page.goto(path);
      await whole(page);
      await expect(page.getByRole('main').getByRole('button', { name: ACTIONS }), path).toHaveCount(0);
      await expect(page.getByRole('main').getByRole('link', { name: ACTIONS }), path).toHaveCount(0);
    }
  });

  await test.step('the address of a form explains itself', async () => {
    for (const path of [`${here}/monitors/${monitorId}/edit`, `${here}/monitors/new`]) {
      await page.goto(path);
      await whole(page);
      await expect(page.getByRole('main').getByText(/look/i).first(), path).toBeVisible();
      await expect(page.getByRole('main').getByRole('textbox'), path).toHaveCount(0);
    }
  });

  await test.step('promoted: the page that is open lets them edit', async () => {
    await page.goto(`${here}/monitors/${monitorId}`);
    await whole(page);
    await ownersPage.reload();
    await ownersPage.getByLabel('Role of Nino').selectOption('admin');
    await expect(ownersPage.getByLabel('Role of Nino')).toHaveValue('admin');
    await page.getByRole('main').getByRole('link', { name: 'Edit' }).first().click({ timeout: 5_000 });
    await page.getByLabel('and call it').fill('Hob');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Hob' })).toBeVisible();
  });

  await test.step('removed: out within five seconds', async () => {
    await ownersPage.getByRole('button', { name: 'Actions for Nino' }).click();
    await ownersPage.getByRole('menuitem', { name: 'Remove from the workspace' }).click();
    await ownersPage.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Hob' })).toBeHidden({ timeout: 5_000 });
    await page.goto(here);
    await expect(page.getByText('The page does not exist, or you may not see it.').or(page.getByText(/not found|no such/i)).first()).toBeVisible();
  });
  await theirs.close();
});

async function whole(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Account of Nino/ })).toBeVisible();
  await expect(page.locator('[aria-busy="true"], .skeleton')).toHaveCount(0);
}
