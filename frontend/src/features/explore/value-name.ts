/** What a row of an answer is about, in words. Pure functions. */
import type { Group } from './search';
import type { MonitorOut } from '@/api/schema/types.gen';
import { utcDay } from '@/lib/format';
import { reasonWords } from '@/lib/reasons';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

const A_MONDAY = Date.parse('2026-11-02T12:00:00Z');
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** How values of a dimension are named. */
export function valueName(by: Group, monitors: readonly Pick<MonitorOut, 'id' | 'name'>[]): (value: unknown) => string {
  return (value) => {
    if (value === null || value === undefined || value === '') return m.explore_none();
    const text = String(value);
    if (by === 'monitor') return monitors.find(({ id }) => id === value)?.name ?? text;
    if (by === 'day' && /^\d{4}-\d\d-\d\d$/.test(text)) return utcDay(text);
    if (by === 'hour') return `${text.padStart(2, '0')}:00`;
    if (by === 'weekday') return weekday(value);
    if (by === 'reason') return reasonWords({ reason: text, message: text, http_status: null });
    return text;
  };
}

/** A weekday by its number (Monday is 1, as in ISO 8601) or its English name. */
function weekday(value: unknown): string {
  const place = typeof value === 'number' ? value - 1 : WEEKDAYS.indexOf(String(value).toLowerCase());
  if (place < 0) return String(value);
  return new Intl.DateTimeFormat(getLocale(), { weekday: 'long', timeZone: 'UTC' }).format(A_MONDAY + place * 86_400_000);
}
