import { existsSync } from 'node:fs';

import { defineConfig } from '@playwright/test';

/** The system's browser; one of Playwright's own where there is none. */
const chromium = [process.env.HEALTHER_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);

export default defineConfig({
  testDir: 'e2e',
  reporter: 'line',
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: process.env.HEALTHER_E2E_URL,
    launchOptions: { executablePath: chromium, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars'] },
    locale: 'en-GB',
    timezoneId: 'Europe/Rome',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
  },
  projects: [
    { name: 'demo', testMatch: 'demo/*.spec.ts' },
    { name: 'empty', testMatch: 'empty/*.spec.ts' },
    { name: 'shots', testMatch: 'shots.ts' },
  ],
});
