/** Time zones to choose from. Pure functions over what the browser knows. */
import type { Option } from './combobox';

/** All zones, by their names. `current` is among them, whatever it is. */
export function zoneOptions(current: string, known: readonly string[] = Intl.supportedValuesOf('timeZone')): Option[] {
  const names = [...new Set(['UTC', current, ...known])];
  return names.map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}

/** `GMT+1`: how far a zone is from UTC at a time, in summer and in winter. */
export function offsetOf(zone: string, at: Date, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** What a clock shows there. */
export function clockIn(zone: string, at: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, timeStyle: 'short' }).format(at);
}
