import { timeZone } from '@/lib/format';

/** How far the account's zone is ahead of UTC at a time (ISO; else now), in milliseconds. */
export function zoneOffset(at: string | undefined): number {
  const format = new Intl.DateTimeFormat('en', { timeZone: timeZone(), timeZoneName: 'longOffset' });
  const parts = format.formatToParts(at ? new Date(at) : new Date());
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
}
