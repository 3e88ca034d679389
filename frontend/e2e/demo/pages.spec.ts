/** Every page of the demo, light and dark, wide and narrow: whole, without violations of accessibility, without sideways scrolling. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

import { bothBrowsers, leave, open, STOPS, type Both } from '../demo';

const LOOKS = [
  { theme: 'light', width: 1440 },
  { theme: 'dark', width: 390 },
];
/** These take three minutes more: `make test-long`. */
const MORE_LOOKS = [
  { theme: 'light', width: 1024 },
  { theme: 'dark', width: 1440 },
  { theme: 'light', width: 320 },
];

for (const { theme, width } of process.env.HEALTHER_E2E_LONG ? MORE_LOOKS : LOOKS) {
  test.describe(`${theme}, ${width} px`, () => {
    let both: Both;
    let own: Page;
    let strangers: Page;
    const said: string[] = [];

    test.beforeAll(async ({ browser, baseURL }) => {
      const colorScheme = theme === 'dark' ? 'dark' : 'light';
      both = await bothBrowsers(browser, { baseURL, colorScheme, reducedMotion: 'reduce', viewport: { width, height: 900 } });
      own = await both.context.newPage();
      strangers = await both.stranger.newPage();
      for (const page of [own, strangers]) {
        page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
        page.on('pageerror', (error) => said.push(error.message));
      }
    });
    test.afterAll(async () => {
      await both.stranger.close();
      await leave(both.context);
    });
    test.beforeEach(() => {
      said.length = 0;
    });

    for (const stop of STOPS) {
      test(stop.name, async () => {
        const page = stop.isOpen ? strangers : own;
        await open(page, stop, both.cast);
        const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
        expect(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
        const scroll = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(scroll, 'no sideways scrolling').toBe(0);
        expect(said, 'the console is quiet').toEqual([]);
      });
    }
  });
}
