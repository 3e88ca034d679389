/** Pictures of every page, theme and width, to be looked at: `make shots`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { test } from '@playwright/test';

import { bothBrowsers, leave, open, STOPS } from './demo';

const FOLDER = process.env.HEALTHER_E2E_SHOTS ?? 'shots';
const WIDTHS = [1440, 1024, 390] as const;

for (const theme of ['light', 'dark'] as const) {
  for (const width of WIDTHS) {
    test(`${theme}, ${width} px`, async ({ browser, baseURL }) => {
      test.setTimeout(300_000);
      mkdirSync(FOLDER, { recursive: true });
      const look = { baseURL, colorScheme: theme, reducedMotion: 'reduce', viewport: { width, height: 900 } } as const;
      const { context, stranger, cast } = await bothBrowsers(browser, look);
      const pages = { own: await context.newPage(), open: await stranger.newPage() };
      for (const stop of STOPS) {
        const page = stop.isOpen ? pages.open : pages.own;
        await open(page, stop, cast);
        await page.screenshot({ path: join(FOLDER, `${stop.name}-${theme}-${width}.png`), fullPage: true });
      }
      await stranger.close();
      await leave(context);
    });
  }
}
