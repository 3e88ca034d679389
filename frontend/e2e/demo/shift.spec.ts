/** Nothing jumps: the layout shift of every page, while it loads and afterwards. */
import { expect, test } from '@playwright/test';

import { bothBrowsers, leave, open, STOPS, type Both } from '../demo';

const MOST_PUBLIC = 0.0049; // 0.00: the letters of the font that is swapped in differ by less than a pixel
const MOST_APP = 0.02;

/** Runs before the page: adds up what moves, as Core Web Vitals do (the worst session window), and who moved. */
function watchShifts(): void {
  const found = { total: 0, moved: [] as string[] };
  let begin = 0;
  let end = 0;
  let inWindow = 0;
  Object.assign(window, { shifts: found });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] })[]) {
      if (entry.hadRecentInput) continue;
      const isApart = entry.startTime - end > 1000 || entry.startTime - begin > 5000;
      if (isApart) begin = entry.startTime;
      inWindow = isApart ? entry.value : inWindow + entry.value;
      end = entry.startTime;
      found.total = Math.max(found.total, inWindow);
      for (const { node } of entry.sources) {
        const element = node instanceof Element ? node : node?.parentElement;
        found.moved.push(`${entry.value.toFixed(4)} ${element?.outerHTML.slice(0, 120) ?? 'gone'}`);
      }
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

// The narrow ones are part of `make test-long`.
for (const width of process.env.HEALTHER_E2E_LONG ? [390] : [1440]) {
  test.describe(`${width} px`, () => {
    let both: Both;

    test.beforeAll(async ({ browser, baseURL }) => {
      both = await bothBrowsers(browser, { baseURL, viewport: { width, height: 900 } });
      for (const context of [both.context, both.stranger]) await context.addInitScript(watchShifts);
    });
    test.afterAll(async () => {
      await both.stranger.close();
      await leave(both.context);
    });

    for (const stop of STOPS) {
      test(stop.name, async () => {
        const page = await (stop.isOpen ? both.stranger : both.context).newPage();
        await open(page, stop, both.cast);
        const { total, moved } = await page.evaluate(() => (window as unknown as { shifts: { total: number; moved: string[] } }).shifts);
        expect(total, moved.join('\n')).toBeLessThanOrEqual(stop.isOpen ? MOST_PUBLIC : MOST_APP);
        await page.close();
      });
    }
  });
}
