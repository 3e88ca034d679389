/** Shares of a budget in words. */
import { getLocale } from '@/messages/runtime';

/** `58%`, `0.4%`; rounded up, so that nothing but an untouched budget reads 0%. */
export function percentText(share: number): string {
  const digits = share < 0.01 ? 1 : 0;
  const scale = 100 * 10 ** digits;
  const shown = Math.max(0, Math.ceil(share * scale - 1e-9)) / scale;
  return new Intl.NumberFormat(getLocale(), { style: 'percent', maximumFractionDigits: digits }).format(shown);
}

/** `99.9%`: a target as it was set, without zeros behind it. */
export function targetText(share: number | null): string {
  if (share === null) return '–';
  return new Intl.NumberFormat(getLocale(), { style: 'percent', maximumFractionDigits: 6 }).format(share);
}
