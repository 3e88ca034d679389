/** The example on the landing page: ninety made-up days of a shop's checkout. */

/** One letter a day, oldest first (src/lib/pipes.ts). */
export const CHECKOUT =
  'uuuuuuuuuuuuuumuuuuuuuuuuuuuuuuuuuuuuwwuuuuuuuuuuuuudomuuuuuuuuuuuuuuuumuuuuuuuuouuuuuuuuu';

/** How long it was down on the days that were not perfect, by place from the left. Minutes. */
export const MINUTES_DOWN: Readonly<Record<number, number>> = { 14: 4, 52: 760, 53: 215, 54: 9, 71: 3, 80: 104 };

/** The day that is written about below the strip. */
export const WORST = 52;

export const COMPONENTS = [
  { name: 'Website', state: 'up', days: 'u'.repeat(20) + 'm' + 'u'.repeat(69), uptime: '99.99%' },
  { name: 'API', state: 'degraded', days: 'u'.repeat(9) + 'm' + 'u'.repeat(45) + 'o' + 'u'.repeat(33) + 'm', uptime: '99.91%' },
  { name: 'Checkout', state: 'down', days: `${CHECKOUT.slice(0, 89)}d`, uptime: '98.72%' },
] as const;
