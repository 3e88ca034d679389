/** More numbers of a monitor, as they are shown. Pure functions. */
import { getLocale } from '@/messages/runtime';

export const RANKS = [
  { key: 'p50', label: 'p50' },
  { key: 'p75', label: 'p75' },
  { key: 'p90', label: 'p90' },
  { key: 'p95', label: 'p95' },
  { key: 'p99', label: 'p99' },
  { key: 'p99_9', label: 'p99.9' },
] as const;

/** `+12%`: a relative change; null: nothing to compare with. */
export function changeText(change: number | null | undefined): string {
  if (change === null || change === undefined) return '–';
  return new Intl.NumberFormat(getLocale(), { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(change);
}

/** How strong a field of the heat map is coloured, 0 to 1: from the quickest hour to the slowest. */
export function heatOf(value: number, all: readonly number[]): number {
  const least = Math.min(...all);
  const most = Math.max(...all);
  return most > least ? (value - least) / (most - least) : 0;
}

/** A field's number: short, as 168 of them stand in a table. */
export function fieldText(ms: number | null): string {
  if (ms === null) return '·';
  const digits = ms < 10 ? 1 : 0;
  return new Intl.NumberFormat(getLocale(), { maximumFractionDigits: digits, notation: ms >= 10_000 ? 'compact' : 'standard', useGrouping: false }).format(ms);
}

const A_MONDAY = Date.parse('2026-11-02T12:00:00Z');

/** `Mon`, of a place counted from Monday. */
export function weekdayText(place: number, style: 'short' | 'long'): string {
  return new Intl.DateTimeFormat(getLocale(), { weekday: style, timeZone: 'UTC' }).format(A_MONDAY + place * 86_400_000);
}
