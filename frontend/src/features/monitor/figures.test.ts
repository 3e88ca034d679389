import { expect, it } from 'vitest';

import { changeText, fieldText, heatOf, weekdayText } from './figures';

it('writes changes with their sign', () => {
  expect([changeText(0.25), changeText(-0.1), changeText(0), changeText(null)]).toEqual(['+25%', '-10%', '0%', '–']);
});

it('colours from the quickest hour to the slowest', () => {
  expect([10, 15, 20].map((value) => heatOf(value, [10, 15, 20]))).toEqual([0, 0.5, 1]);
  expect(heatOf(10, [10, 10])).toBe(0);
});

it('keeps fields short', () => {
  expect([fieldText(1.44), fieldText(118.6), fieldText(1396), fieldText(12_300), fieldText(null)]).toEqual(['1.4', '119', '1396', '12K', '·']);
  expect(weekdayText(6, 'long')).toBe('Sunday');
});
