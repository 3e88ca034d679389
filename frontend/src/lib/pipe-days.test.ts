import { describe, expect, it } from 'vitest';

import { dateOf, dayByKey, nextBad, onDay, withinDay } from './pipe-days';

const DAYS = 'uumuuouuud';

describe('walking through days', () => {
  it('names the date of a day over the end of a month', () => {
    expect(dateOf('2026-08-25', 7)).toBe('2026-09-01');
  });

  it.each([
    ['ArrowLeft', 4],
    ['ArrowRight', 6],
    ['PageUp', 0],
    ['PageDown', 9],
    ['Home', 0],
    ['End', 9],
    ['n', 9],
    ['N', 2],
    ['x', null],
  ])('leads with %s from day 5 to %s', (key, day) => {
    expect(dayByKey(key, 5, DAYS)).toBe(day);
  });

  it('stays within the days', () => {
    expect(dayByKey('ArrowLeft', 0, DAYS)).toBe(0);
    expect(dayByKey('ArrowRight', 9, DAYS)).toBe(9);
    expect(nextBad(DAYS, 9, 1)).toBeNull();
    expect(dayByKey('n', 9, DAYS)).toBe(9);
  });
});

describe('what happened on a day', () => {
  const long = { started_at: '2026-10-11T22:00:00Z', ended_at: '2026-10-12T02:00:00Z' };
  const open = { started_at: '2026-10-12T18:00:00Z', ended_at: null };
  const other = { started_at: '2026-10-13T00:00:00Z', ended_at: '2026-10-13T01:00:00Z' };

  it('is what touches it, the earliest first', () => {
    expect(onDay([open, other, long], '2026-10-12')).toEqual([long, open]);
  });

  it('leaves the ends open that lie beyond it', () => {
    expect(withinDay(long, '2026-10-12')).toEqual({ from: null, to: '2026-10-12T02:00:00Z' });
    expect(withinDay(open, '2026-10-12')).toEqual({ from: '2026-10-12T18:00:00Z', to: null });
  });
});
