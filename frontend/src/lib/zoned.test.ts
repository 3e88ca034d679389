import { describe, expect, it } from 'vitest';

import { addDays, instantOf, wallAt } from './zoned';

describe('wall clocks', () => {
  it.each([
    ['2026-11-28T22:00', 'UTC', '2026-11-28T22:00:00.000Z'],
    ['2026-11-28T22:00', 'Europe/Rome', '2026-11-28T21:00:00.000Z'],
    ['2026-07-28T22:00', 'Europe/Rome', '2026-07-28T20:00:00.000Z'],
    ['2026-11-28T22:00', 'Asia/Kathmandu', '2026-11-28T16:15:00.000Z'],
    ['2026-12-31T23:30', 'America/New_York', '2027-01-01T04:30:00.000Z'],
  ])('%s in %s', (wall, zone, at) => {
    expect(new Date(instantOf(wall, zone)).toISOString()).toBe(at);
    expect(wallAt(Date.parse(at), zone)).toBe(wall);
  });

  it('takes the first of a time that is shown twice', () => {
    expect(new Date(instantOf('2026-10-25T02:30', 'Europe/Rome')).toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });

  it('goes past a time that the clock jumps over', () => {
    expect(new Date(instantOf('2026-03-29T02:30', 'Europe/Rome')).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it('counts days by the calendar', () => {
    expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });
});
