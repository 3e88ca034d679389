/**
 * How the pages of a running installation load and answer, in a real Chromium: node bench/pages.mjs ADDRESS EMAIL PASSWORD
 *
 * LCP and bytes with an empty cache and a processor slowed down four times, the median of RUNS; then what a person does in
 * the list of monitors, at full speed, as the browser's own event timing tells it (steps of 8 ms).
 */
import { existsSync } from 'node:fs';

import { chromium } from '@playwright/test';

const [address, email, password] = process.argv.slice(2);
const RUNS = 5;
const SLOWED = 4;
const executablePath = [process.env.HEALTHER_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const member = await browser.newContext({ baseURL: address });
  const { slug, workspace, token } = await signIn(member);
  await loads('landing', '/', null);
  await loads('status', `/status/${slug}`, null);
  await loads('login', '/login', null);
  await loads('overview', '/overview', member);
  await loads('workspace', `/w/${workspace}`, member);
  await interactions(member, workspace);
  await member.request.post('/api/v1/auth/logout', { headers: token });
} finally {
  await browser.close();
}

async function signIn(context) {
  const answer = await (await context.request.post('/api/v1/auth/login', { data: { email, password } })).json();
  const token = { Authorization: `Bearer ${answer.access_token}` };
  const { items } = await (await context.request.get('/api/v1/workspaces', { headers: token })).json();
  return { slug: items[0].slug, workspace: items[0].id, token };
}

/** Load a page anew, a few times; `context` null: as a stranger, each time another one. */
async function loads(name, path, context) {
  const paints = [];
  const bytes = [];
  for (let run = 0; run < RUNS; run++) {
    const own = context ?? (await browser.newContext({ baseURL: address }));
    const page = await own.newPage();
    const session = await own.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
    let sum = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      sum += encodedDataLength;
    });
    await page.goto(path, { waitUntil: 'networkidle' });
    paints.push(await page.evaluate(largestPaint));
    bytes.push(sum);
    await (context ? page.close() : own.close());
  }
  console.log(`${name.padEnd(12)} LCP ${median(paints).toFixed(0).padStart(6)} ms   transferred ${(median(bytes) / 1000).toFixed(1).padStart(7)} kB`);
}

/** Runs in the page. */
function largestPaint() {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true });
  });
}

async function interactions(context, workspace) {
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.answered = new Map();
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries()) {
        if (interactionId) window.answered.set(interactionId, Math.max(duration, window.answered.get(interactionId) ?? 0));
      }
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  });
  await page.goto(`/w/${workspace}`, { waitUntil: 'networkidle' });
  const search = page.getByRole('searchbox');
  for (let round = 0; round < RUNS; round++) {
    await search.pressSequentially('check', { delay: 60 });
    await search.fill('');
    for (const row of (await page.locator('[data-monitor] button[aria-expanded]').all()).slice(0, 3)) {
      await row.click();
      await page.waitForTimeout(200);
    }
    await page.locator('h1').click();
    await page.keyboard.press('t');
    await page.waitForTimeout(300);
  }
  const took = (await page.evaluate(() => [...window.answered.values()])).toSorted((one, other) => one - other);
  console.log(`interactions ${took.length} of 16 ms and more: p75 ${took[Math.floor(took.length * 0.75)] ?? 16} ms, worst ${took.at(-1) ?? 16} ms`);
  await page.close();
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
