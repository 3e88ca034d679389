/** People for the journeys that do not begin at the front door: made through the API, signed in within their browser. */
import { randomUUID } from 'node:crypto';

import type { APIRequestContext, APIResponse, BrowserContext, Page } from '@playwright/test';
import { expect } from '@playwright/test';

import { linkTo } from './mails';

export const PASSWORD = 'a long password of theirs';

/** What of the API's answers the journeys read. */
interface Answer {
  id: string;
  slug: string;
  access_token: string;
  user: { id: string };
}

export interface Person {
  email: string;
  first: string;
  id: string;
  /** Asks the API as this person. */
  ask: (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, data?: unknown) => Promise<Answer>;
}

/** An address that nobody had before. */
export function someAddress(first: string): string {
  return `${first.toLowerCase()}-${randomUUID().slice(0, 8)}@example.com`;
}

/** Register, with a confirmed address; the browser has the session afterwards. */
export async function newPerson(context: BrowserContext, first: string): Promise<Person> {
  const email = someAddress(first);
  const made = await answered(await context.request.post('/api/v1/auth/register', { data: { email, first_name: first, last_name: 'Weber', password: PASSWORD } }));
  const link = await linkTo(email, 'confirm');
  await answered(await context.request.post('/api/v1/auth/confirm', { data: { token: link.split('#token=')[1] } }));
  return { email, first, id: made.user.id, ask: asking(context.request, made.access_token) };
}

/** A workspace of their own, and monitors in it; nothing listens where these look. */
export async function newWorkspace(person: Person, name: string, monitors: readonly string[] = []): Promise<{ id: string; monitorIds: string[] }> {
  const workspace = await person.ask('POST', '/workspaces', { name });
  const monitorIds: string[] = [];
  for (const monitor of monitors) {
    const body = { name: monitor, kind: 'tcp', target: '127.0.0.1:1', period: { value: 1, unit: 'days' } };
    monitorIds.push((await person.ask('POST', `/workspaces/${workspace.id}/monitors`, body)).id);
  }
  return { id: workspace.id, monitorIds };
}

/** Sign in by the page, up to what it asks next. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

function asking(request: APIRequestContext, token: string): Person['ask'] {
  return async (method, path, data) =>
    answered(await request.fetch(`/api/v1${path}`, { method, ...(data !== undefined && { data }), headers: { Authorization: `Bearer ${token}` } }));
}

async function answered(response: APIResponse): Promise<Answer> {
  const text = await response.text();
  expect(response.ok(), `${response.url()}: ${text}`).toBe(true);
  return (text ? JSON.parse(text) : {}) as Answer;
}
