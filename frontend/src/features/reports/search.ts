/** What the address of a report may carry. Small, as the router reads it on every page. */
export interface ReportSearch {
  /** `2026-10`, `2026-Q4` or `2026`; without it, the last whole month. */
  period?: string;
  /** Dates of one's own, the last one included. */
  from?: string;
  to?: string;
  policy?: string;
  zone?: string;
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const PERIOD = /^\d{4}(-(0[1-9]|1[0-2])|-Q[1-4])?$/;

export function readReportSearch(given: Record<string, unknown>): ReportSearch {
  const text = (name: string, shape: RegExp) => {
    const value = given[name];
    return typeof value === 'string' && shape.test(value) ? value : undefined;
  };
  // A year alone is read from the address as a number.
  const period = typeof given.period === 'number' ? yearOf(given.period) : text('period', PERIOD);
  const from = text('from', DATE);
  const to = text('to', DATE);
  const policy = text('policy', /^[\w@-]{1,60}$/);
  const zone = text('zone', /^[\w/+-]{1,64}$/);
  const isOwn = !period && from && to && isDate(from) && isDate(to) && from <= to;
  return { ...(period && { period }), ...(isOwn && { from, to }), ...(policy && { policy }), ...(zone && isZone(zone) && { zone }) };
}

function yearOf(number: number): string | undefined {
  return number >= 1970 && number <= 9999 && Number.isInteger(number) ? String(number) : undefined;
}

function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Whether a browser knows a time zone by this name; one that it does not know cannot be reckoned with. */
function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
