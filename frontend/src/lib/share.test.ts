import { expect, it } from 'vitest';

import { percentText } from './share';

it.each([[0, '0%'], [0.001, '0.1%'], [0.00001, '0.1%'], [0.58, '58%'], [0.581, '59%'], [2.91, '291%'], [-0.0000001, '0%']])('%d is %s', (share, text) => {
  expect(percentText(share)).toBe(text);
});
