import { describe, expect, it } from 'vitest';

import { openings, rhythmOf, ruleOf, type Rhythm } from './rule';

const SATURDAY = '2026-11-28';

describe('rules', () => {
  it.each([
    [null, 'once'],
    ['FREQ=DAILY', 'daily'],
    ['FREQ=WEEKLY;BYDAY=WE,SU', 'weekly'],
    ['FREQ=MONTHLY;BYMONTHDAY=28', 'monthly'],
    ['FREQ=MONTHLY;BYDAY=-1SU', 'rule'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU', 'rule'],
  ])('%s is %s, and comes back as it was', (rule, repeat) => {
    const rhythm = rhythmOf(rule, SATURDAY);
    expect(rhythm.repeat).toBe(repeat);
    expect(ruleOf(rhythm, SATURDAY)).toBe(rule);
  });

  it('a weekly rule without days is on the day of the first', () => {
    expect(ruleOf(rhythmOf('FREQ=WEEKLY', SATURDAY), SATURDAY)).toBe('FREQ=WEEKLY;BYDAY=SA');
  });
});

const iso = (found: number[] | null) => found?.map((at) => new Date(at).toISOString());

describe('openings', () => {
  const weekly: Rhythm = { repeat: 'weekly', days: ['SU'], rule: '' };

  it('keeps the hour of the wall clock over a change of the clock', () => {
    const now = Date.parse('2026-10-20T00:00:00Z');
    expect(iso(openings(weekly, '2026-10-18T02:00', 'Europe/Rome', now, 2))).toEqual(['2026-10-25T00:00:00.000Z', '2026-11-01T01:00:00.000Z']);
  });

  it('leaves out months without the day', () => {
    const now = Date.parse('2027-01-30T00:00:00Z');
    const monthly: Rhythm = { repeat: 'monthly', days: [], rule: '' };
    expect(iso(openings(monthly, '2027-01-31T22:00', 'UTC', now, 2))).toEqual(['2027-01-31T22:00:00.000Z', '2027-03-31T22:00:00.000Z']);
  });

  it('does not read rules that were written by hand', () => {
    expect(openings({ repeat: 'rule', days: [], rule: 'FREQ=YEARLY' }, '2027-01-31T22:00', 'UTC', 0, 3)).toBeNull();
  });
});
