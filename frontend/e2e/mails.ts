/** The mails of a run, as the test suite's mail server keeps them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from '@playwright/test';

export interface Mail {
  to: string[];
  subject: string;
  text: string;
}

const WITHIN_MS = 30_000;
const FOLDER = process.env.HEALTHER_E2E_MAILS ?? '';

/** The newest mail to an address whose subject begins so; waits for it. */
export async function mailTo(address: string, subject: string): Promise<Mail> {
  return newest(`a mail “${subject}” to ${address}`, (mail) => mail.to.includes(address) && mail.subject.startsWith(subject));
}

/** The address of a page that the newest mail with such a one leads to: `/confirm#token` for `confirm`. */
export async function linkTo(address: string, page: string): Promise<string> {
  const pattern = new RegExp(`https?://\\S+?(/${page}#\\S+)`);
  const mail = await newest(`a link /${page} to ${address}`, ({ to, text }) => to.includes(address) && pattern.test(text));
  return pattern.exec(mail.text)?.[1] ?? '';
}

async function newest(message: string, isWanted: (mail: Mail) => boolean): Promise<Mail> {
  let found: Mail | undefined;
  await expect.poll(() => Boolean((found = readMails().findLast(isWanted))), { message, timeout: WITHIN_MS, intervals: [100] }).toBe(true);
  return found as Mail;
}

function readMails(): Mail[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return names.toSorted().map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Mail);
}
