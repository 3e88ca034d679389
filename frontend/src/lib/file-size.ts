/** Sizes of files, as people say them. */
import { getLocale } from '@/messages/runtime';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** `1.2 MB`. */
export function fileSize(bytes: number): string {
  const place = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : bytes < 1_000_000_000 ? 2 : 3;
  return new Intl.NumberFormat(getLocale(), { style: 'unit', unit: UNITS[place], unitDisplay: 'short', maximumFractionDigits: 1 }).format(bytes / 1000 ** place);
}
