/** Every way in: a password, a forgotten one, a second factor, a passkey. */
import { expect, test, type Page } from '@playwright/test';

import { linkTo } from '../mails';
import { newPerson, PASSWORD, signIn } from '../people';
import { codeOf } from '../totp';

const NEW_PASSWORD = 'another one, just as long';

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of / }).first().click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
}

test('a wrong password, a forgotten one, and the new one', async ({ page, context }) => {
  const ben = await newPerson(context, 'Ben');
  await context.clearCookies();
  await page.goto('/overview');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await signIn(page, ben.email, 'not the password');
  await expect(page.getByRole('alert')).toHaveText('That email and password do not match.');

  await page.getByRole('link', { name: 'Forgot it?' }).click();
  await expect(page.getByRole('heading', { name: 'Forgot your password' })).toBeVisible();
  await page.getByLabel('Email').fill(ben.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByRole('heading', { name: 'Look at your mail' })).toBeVisible();
  const link = await linkTo(ben.email, 'reset');
  await page.goto(link);
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByText('Your new password is set. Sign in with it.')).toBeVisible();
  await expect(page.getByLabel('Email')).toHaveValue(ben.email);
  await signIn(page, ben.email, PASSWORD);
  await expect(page.getByRole('alert')).toHaveText('That email and password do not match.');
  await signIn(page, ben.email, NEW_PASSWORD);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();

  await page.goto('/login');
  await page.goto(link);
  await page.getByLabel('New password').fill('a third one, for good measure');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
});

test('a second factor: set up, asked for, and a recovery code', async ({ page, context }) => {
  const eva = await newPerson(context, 'Eva');
  await page.goto('/settings/security');
  await page.getByRole('button', { name: 'Set up' }).click();
  await prove(page);
  const setUp = page.getByRole('dialog', { name: 'Scan this with your app' });
  await expect(setUp.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
  const secret = await setUp.getByRole('code').innerText();
  await setUp.getByLabel('Code that the app shows').fill(codeOf(secret));
  const codes = page.getByRole('dialog', { name: 'Your recovery codes' });
  const recovery = await codes.getByRole('listitem').first().innerText();
  await codes.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('A password alone does not open your account.')).toBeVisible();
  await signOut(page);

  await signIn(page, eva.email);
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
  await page.getByLabel('Code of your authenticator app').fill('000000');
  await expect(page.getByRole('alert')).toContainText('That is wrong, or was used before.');
  await page.getByLabel('Code of your authenticator app').fill(codeOf(secret, 1));
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await signOut(page);

  await signIn(page, eva.email);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(recovery);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test('a passkey: added, and all that is needed to come in', async ({ page, context }) => {
  await newPerson(context, 'Kim');
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await page.goto('/settings/security');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await prove(page);
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await dialog.getByLabel('Name').fill('Laptop');
  await dialog.getByRole('button', { name: 'Add a passkey' }).click();
  const codes = page.getByRole('dialog', { name: 'Your recovery codes' });
  await codes.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('Laptop', { exact: true })).toBeVisible();
  await signOut(page);

  await page.getByRole('button', { name: 'Continue with a passkey' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

async function prove(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Prove that it is you' });
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Continue' }).click();
}
