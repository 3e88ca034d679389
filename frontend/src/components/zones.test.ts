import { expect, it } from 'vitest';

import { clockIn, offsetOf, zoneOptions } from './zones';
import { search } from '@/components/combobox';

const WINTER = new Date('2026-11-22T12:00:00Z');

it('offers every zone once, and the one that is set', () => {
  const options = zoneOptions('Mars/Base', ['Europe/Rome', 'UTC']);
  expect(options.map((option) => option.value)).toEqual(['UTC', 'Mars/Base', 'Europe/Rome']);
});

it('is found by city, region, and several words', () => {
  const options = zoneOptions('UTC', ['America/New_York', 'America/Argentina/San_Luis', 'Asia/Yekaterinburg']);
  expect(search(options, 'new york').map((option) => option.value)).toEqual(['America/New_York']);
  expect(search(options, 'america luis').map((option) => option.value)).toEqual(['America/Argentina/San_Luis']);
  expect(search(options, 'nowhere')).toEqual([]);
});

it('tells the offset and the time there', () => {
  expect(offsetOf('Europe/Rome', WINTER, 'en')).toBe('GMT+1');
  expect(clockIn('Europe/Rome', WINTER, 'de')).toBe('13:00');
});
