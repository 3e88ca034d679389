/**
 * How fast the list of monitors is, in a real build and a real Chromium, without a server: node bench/rows.mjs [count]
 *
 *   DIST=dist        use this build (else one is made in a temporary folder)
 *   CHROMIUM=path    the browser (else /usr/bin/chromium)
 *   THROTTLE=4       slow the processor down
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';

import { chromium } from '@playwright/test';
import { build } from 'vite';

import { makeAcme, WORKSPACE_ID } from './acme.mjs';

const COUNT = Number(process.argv[2] ?? 500);
const RUNS = 5;
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' };
const TARGETS = { 'rows painted': 100, 'filter key echoed': 50, 'filter key to rows': 50, 'row opens, prefetched': 100 };

const made = process.env.DIST ? null : mkdtempSync(join(tmpdir(), 'healther-bench-'));
const dist = resolve(process.env.DIST ?? made);
if (made) await build({ logLevel: 'warn', build: { outDir: made, emptyOutDir: true } });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  const figures = [];
  for (let run = 0; run <= RUNS; run++) {
    const figure = await measure();
    if (run > 0) figures.push(figure); // the first run warms the files up
  }
  report(figures);
} finally {
  await browser.close();
  if (made) rmSync(made, { recursive: true });
}

async function measure() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  await context.addInitScript(watch);
  const answer = makeAcme(COUNT);
  const shell = Promise.withResolvers?.() ?? resolvers();
  await context.route('**/*', async (route) => {
    if (/\/workspaces\/[^/]+\/(monitors|days)/.test(route.request().url())) await shell.promise;
    await serve(route, answer);
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const processor = timesProcessor(session);
  if (process.env.THROTTLE) {
    await session.send('Emulation.setCPUThrottlingRate', { rate: Number(process.env.THROTTLE) });
  }
  await page.goto(`http://healther.test/w/${WORKSPACE_ID}`);
  await page.locator('h1').waitFor();
  await page.waitForTimeout(500);
  const first = await processor(async () => {
    shell.resolve();
    await page.waitForFunction((count) => document.querySelectorAll('[data-monitor]').length >= count, Math.min(COUNT, 24));
    await page.waitForTimeout(1500);
  });
  const figure = await page.evaluate(() => globalThis.bench.painted());
  const keys = [];
  await page.locator('input[type=search]').focus();
  for (const key of ['a', 'p', 'i', 'Backspace', 'Backspace', 'Backspace']) keys.push(await afterKey(page, key, processor));
  const worst = (name) => Math.max(...keys.map((each) => each[name]));
  figure['filter key echoed'] = worst('echo');
  figure['filter key to rows'] = worst('rows');
  const opened = await openRow(page, processor);
  figure['row opens, prefetched'] = opened.rows;
  figure['all rows: processor'] = first;
  figure['filter key: processor'] = worst('processor');
  figure['row opens: processor'] = opened.processor;
  await context.close();
  return figure;
}

/** How long the page's thread computed (not waited: other programs do not count) while something was done. */
function timesProcessor(session) {
  const now = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  };
  return async (act) => {
    const before = await now();
    await act();
    return (await now()) - before;
  };
}

function resolvers() {
  const made = {};
  made.promise = new Promise((resolve) => (made.resolve = resolve));
  return made;
}

async function afterKey(page, key, processor) {
  await page.evaluate(() => globalThis.bench.begin('keydown'));
  const spent = await processor(async () => {
    await page.keyboard.press(key);
    await page.waitForTimeout(600);
  });
  return { ...(await page.evaluate(() => globalThis.bench.end())), processor: spent };
}

async function openRow(page, processor) {
  const row = page.locator('[data-monitor] .monitor-name').nth(3);
  await row.hover();
  await page.waitForTimeout(600);
  await page.evaluate(() => globalThis.bench.begin('pointerdown', '.monitor-panel svg path'));
  const spent = await processor(async () => {
    await row.click();
    await page.waitForTimeout(600);
  });
  return { ...(await page.evaluate(() => globalThis.bench.end())), processor: spent };
}

async function serve(route, answer) {
  const url = new URL(route.request().url());
  if (url.pathname.startsWith('/api/')) {
    const body = answer(url);
    return body ? route.fulfill({ json: body }) : route.fulfill({ status: 404, json: { type: 'not-found', title: '', detail: '', status: 404, errors: [], request_id: null } });
  }
  const file = extname(url.pathname) ? url.pathname : '/app.html';
  try {
    return await route.fulfill({ body: readFileSync(join(dist, file)), contentType: TYPES[extname(file)] ?? 'application/octet-stream' });
  } catch (error) {
    if (error.code === 'ENOENT') return route.fulfill({ status: 404 });
    throw error;
  }
}

/** In the page: when the data was there, and when what it leads to was painted. Times in milliseconds. */
function watch() {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- only what is in here goes to the page
  const painted = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now())));
  const state = { data: 0, first: 0, all: 0, from: 0, echo: 0, rows: 0, wanted: null };
  const json = Response.prototype.json;
  Response.prototype.json = async function parse() {
    const value = await json.call(this);
    if (/\/(monitors|days)(\?|$)/.test(this.url)) state.data = performance.now();
    return value;
  };
  const seen = () => {
    const count = document.querySelectorAll('[data-monitor]').length;
    if (count && !state.first) {
      state.first = -1;
      painted((at) => (state.first = at - state.data));
    }
    if (count && state.count !== count && !state.isWhole) painted((at) => (state.all = at - state.data));
    state.count = count;
    if (state.from && (!state.wanted || document.querySelector(state.wanted))) {
      if (state.wanted && state.rows) return;
      state.rows = state.rows || 0.1;
      painted((at) => (state.rows = at - state.from));
    }
  };
  document.addEventListener('DOMContentLoaded', () => new MutationObserver(seen).observe(document.body, { childList: true, subtree: true, attributeFilter: ['data-out'] }));
  globalThis.bench = {
    painted: () => {
      state.isWhole = true;
      return { 'rows painted': state.first, 'all rows painted': state.all };
    },
    begin: (kind, wanted = null) => {
      Object.assign(state, { from: 0, echo: 0, rows: 0, wanted });
      addEventListener(kind, (event) => {
        state.from = event.timeStamp;
        painted((at) => (state.echo = at - state.from));
      }, { capture: true, once: true });
    },
    end: () => ({ echo: state.echo, rows: state.rows || state.echo }),
  };
}

function report(figures) {
  const names = Object.keys(figures[0]);
  console.log(`${COUNT} monitors x 90 days, Chromium ${browser.version()}, median and worst of ${RUNS} runs, ms${process.env.THROTTLE ? `, processor slowed ${process.env.THROTTLE}x` : ''}`);
  for (const name of names) {
    const values = figures.map((figure) => figure[name]).toSorted((a, b) => a - b);
    const median = values[Math.floor(values.length / 2)];
    const target = TARGETS[name] ? `target ${TARGETS[name]}${median <= TARGETS[name] ? '' : '  MISSED'}` : '';
    console.log(`${name.padEnd(24)} ${median.toFixed(0).padStart(5)} ${values.at(-1).toFixed(0).padStart(5)}   ${target}`);
  }
}
