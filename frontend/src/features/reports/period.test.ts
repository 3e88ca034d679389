import { describe, expect, it } from 'vitest';

import { backOf, boundsOf, periodOf, searchOf, step } from './period';
import { readReportSearch } from './search';

const TODAY = '2026-11-22';

describe('the period of a report', () => {
  it('is the last whole month unless told otherwise', () => {
    expect(periodOf({}, TODAY)).toEqual({ kind: 'month', first: '2026-10-01', end: '2026-11-01' });
    expect(periodOf({}, '2026-01-05')).toEqual({ kind: 'month', first: '2025-12-01', end: '2026-01-01' });
  });

  it.each([
    ['2028-02', '2028-02-01', '2028-03-01'],
    ['2026-Q4', '2026-10-01', '2027-01-01'],
    ['2026', '2026-01-01', '2027-01-01'],
  ])('%s', (period, first, end) => {
    const found = periodOf({ period }, TODAY);
    expect(found).toMatchObject({ first, end });
    expect(searchOf(found)).toEqual({ period });
  });

  it('may be dates of one’s own, the last one included', () => {
    const own = periodOf({ from: '2026-10-03', to: '2026-10-05' }, TODAY);
    expect(own).toEqual({ kind: 'custom', first: '2026-10-03', end: '2026-10-06' });
    expect(step(own, -1)).toEqual({ kind: 'custom', first: '2026-09-30', end: '2026-10-03' });
    expect(searchOf(own)).toEqual({ from: '2026-10-03', to: '2026-10-05' });
  });

  it('steps over the turn of the year', () => {
    expect(step(periodOf({ period: '2026-Q1' }, TODAY), -1)).toMatchObject({ first: '2025-10-01', end: '2026-01-01' });
    expect(step(periodOf({ period: '2026-12' }, TODAY), 1)).toMatchObject({ first: '2027-01-01', end: '2027-02-01' });
  });

  it('begins and ends at midnight of its zone, also when the clock changes in it', () => {
    const bounds = boundsOf(periodOf({ period: '2026-10' }, TODAY), 'Europe/Rome', Date.parse('2026-11-22T12:00:00Z'));
    expect(bounds).toEqual({ from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z', isRunning: false, daysGone: 31, days: 31 });
  });

  it('ends now while it runs', () => {
    const bounds = boundsOf(periodOf({ period: '2026-11' }, TODAY), 'UTC', Date.parse('2026-11-22T12:03:09Z'));
    expect(bounds).toEqual({ from: '2026-11-01T00:00:00.000Z', to: '2026-11-22T12:00:00.000Z', isRunning: true, daysGone: 22, days: 30 });
  });

  it.each([
    ['2026-11', 0],
    ['2026-10', 1],
    ['2025-11', 12],
    ['2026-Q4', 0],
    ['2026-Q3', 1],
    ['2025', 1],
  ])('%s lies %i back', (period, back) => {
    expect(backOf(periodOf({ period }, TODAY), TODAY)).toBe(back);
  });

  it('leaves out what an address gets wrong', () => {
    expect(readReportSearch({ period: '2026-13', from: '2026-10-05', to: '2026-10-03', policy: 'a b', zone: 'Mars/North' })).toEqual({});
    expect(readReportSearch({ from: '2026-02-30', to: '2026-03-03', zone: 7 })).toEqual({});
    expect(readReportSearch({ period: 2026 })).toEqual({ period: '2026' });
  });
});
