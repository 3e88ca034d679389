/** Every page of the demo, light and dark, wide and narrow: whole, without violations of accessibility, without sideways scrolling. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';

import { leave, open, signedIn, STOPS, type Cast } from '../demo';

const LOOKS = [
  { theme: 'light', width: 1440 },
  { theme: 'dark', width: 390 },
  { theme: 'light', width: 1024 },
  { theme: 'dark', width: 1440 },
  { theme: 'light', width: 320 },
] as const;

for (const { theme, width } of LOOKS) {
  test.describe(`${theme}, ${width} px`, () => {
    let context: BrowserContext;
    let page: Page;
    let cast: Cast;
    const said: string[] = [];

    test.beforeAll(async ({ browser, baseURL }) => {
      ({ context, cast } = await signedIn(browser, { baseURL, colorScheme: theme, viewport: { width, height: 900 } }));
      page = await context.newPage();
      page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
      page.on('pageerror', (error) => said.push(error.message));
    });
    test.afterAll(() => leave(context));
    test.beforeEach(() => {
      said.length = 0;
    });

    for (const stop of STOPS) {
      test(stop.name, async () => {
        await open(page, stop, cast);
        const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
        expect(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
        const scroll = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(scroll, 'no sideways scrolling').toBe(0);
        expect(said, 'the console is quiet').toEqual([]);
      });
    }
  });
}
