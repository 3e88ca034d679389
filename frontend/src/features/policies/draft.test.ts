import { describe, expect, it } from 'vitest';

import { bodyOf, draftOf, isReadable, readHolidays, readOpenings, rulesOf } from './draft';
import { changesBetween, ruleSentences, shortWords, weekWords } from '@/lib/policy-words';
import { aPolicy } from '@/test/number-factories';

const OFFICE = { time_zone: 'Europe/Vienna', weekly: { monday: [['08:00', '12:00'], ['13:00', '24:00']] }, holidays: { '2026-12-25': 'Christmas Day' } };

describe('hours', () => {
  it.each([
    ['08:00–12:00, 13:00–18:00', [[480, 720], [780, 1080]]],
    ['13-24; 8-12', [[480, 720], [780, 1440]]],
    ['', []],
    ['00:00-24:00', [[0, 1440]]],
  ])('reads %s', (text, minutes) => expect(readOpenings(text)).toEqual(minutes));

  it.each(['18:00–08:00', '8', '08:00–25:00', '08:60–09:00', 'all day', '08:00–08:00'])('refuses %s', (text) => expect(readOpenings(text)).toBeNull());
});

describe('holidays', () => {
  it('are pasted in several ways', () => {
    const { days, wrong } = readHolidays('2026-12-25 Christmas Day\n\n26.12.2026; St Stephen\n1/1/2027\nsoon\n2026-02-30 Never');
    expect(days).toEqual({ '2026-12-25': 'Christmas Day', '2026-12-26': 'St Stephen', '2027-01-01': '2027-01-01' });
    expect(wrong).toEqual(['soon', '2026-02-30 Never']);
  });
});

describe('a draft', () => {
  it('comes back as it was', () => {
    const policy = aPolicy({ service_hours: OFFICE, confirmation: { failures: 3, recoveries: 2 }, degraded: 'bad', unknown: 'bad', min_outage_s: 60, backdates: false });
    const { name, version: _v, in_words: _w, created_at: _a, created_by: _b, ...rules } = policy;
    expect(bodyOf(draftOf(policy, name))).toEqual({ name, ...rules });
  });

  it('is not sent while something cannot be read', () => {
    const draft = { ...draftOf(aPolicy({ service_hours: OFFICE }), 'contract'), week: ['8-', '', '', '', '', '', ''] };
    expect(isReadable(draft)).toBe(false);
    expect(isReadable({ ...draft, hasHours: false })).toBe(true);
    expect(isReadable({ ...draft, week: ['8-9', '', '', '', '', '', ''], holidays: 'x' })).toBe(false);
  });
});

describe('words', () => {
  it('joins days with the same hours', () => {
    const day = [['08:00', '18:00']];
    const weekly = { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day, sunday: [['10:00', '12:00'], ['13:00', '14:00']] };
    expect(weekWords({ time_zone: 'UTC', weekly })).toBe('Mon–Fri 08:00–18:00, Sun 10:00–12:00 + 13:00–14:00');
    expect(weekWords({ time_zone: 'UTC', weekly: {} })).toBe('never');
  });

  it('has a sentence for each rule', () => {
    const texts = ruleSentences(aPolicy({ min_outage_s: 60, service_hours: OFFICE, confirmation: { failures: 3, recoveries: 1 } })).map(({ text }) => text);
    expect(texts).toContain('An outage shorter than 1 min counts as up.');
    expect(texts).toContain('Only service hours count: Mon 08:00–12:00 + 13:00–24:00, by the clock of Europe/Vienna.');
    expect(texts.join(' ')).toContain('3 failed checks in a row');
    expect(texts).toContain('1 holiday is closed all day.');
  });

  it('says what is special in short', () => {
    expect(shortWords(aPolicy())).toBe('round the clock · without maintenance and exclusions');
    expect(shortWords(aPolicy({ degraded: 'bad', leaves_out_maintenance: false, leaves_out_exclusions: false }))).toContain('degraded counts as down');
  });
});

describe('changes', () => {
  it('are the rules that say something else', () => {
    const before = aPolicy();
    const after = { ...before, min_outage_s: 60, service_hours: OFFICE };
    expect(changesBetween(before, after).map(({ rule }) => rule)).toEqual(['outage', 'hours', 'holidays']);
    expect(changesBetween(before, before)).toEqual([]);
  });

  it('sees another day of the same number of holidays', () => {
    const before = aPolicy({ service_hours: OFFICE });
    const after = aPolicy({ service_hours: { ...OFFICE, holidays: { '2026-12-26': 'St Stephen' } } });
    expect(changesBetween(before, after).map(({ rule }) => rule)).toEqual(['holidays']);
  });

  it('reads the rules of a draft', () => expect(rulesOf(draftOf(aPolicy(), 'agreed'))).toMatchObject({ min_outage_s: 0, service_hours: null }));
});
