/** Wall clocks of time zones: between what a clock shows there (`2026-11-28T22:00`) and instants. Pure functions. */
const MINUTE_MS = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let made = formats.get(zone);
  if (!made) {
    made = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(zone, made);
  }
  return made;
}

/** What a clock shows at an instant: `2026-11-28T22:00`. `at` in milliseconds since 1970. */
export function wallAt(at: number, zone: string): string {
  const parts = Object.fromEntries(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/**
 * The instant at which a clock shows a time, in milliseconds since 1970. Of a time that it shows twice, the first; for
 * one that it jumps over, the instant of the jump's other side: as many minutes later as the clock jumps.
 */
export function instantOf(wall: string, zone: string): number {
  const asUtc = Date.parse(`${wall}:00Z`);
  const tries = [asUtc - 24 * 60 * MINUTE_MS, asUtc + 24 * 60 * MINUTE_MS].map((at) => asUtc - offsetAt(at, zone));
  const shown = tries.filter((at) => wallAt(at, zone) === wall);
  return shown.length ? Math.min(...shown) : Math.max(...tries);
}

/** How far a zone's clock is ahead of UTC at an instant, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  return Date.parse(`${wallAt(at, zone)}:00Z`) - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/** The date (`2026-11-28`) so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
