import { expect, it } from 'vitest';

import { readFirstTarget } from './first-target';

it.each([
  ['www.shop.example/health', { target: 'https://www.shop.example/health', name: 'shop.example' }],
  ['  http://10.1.2.3:8080 ', { target: 'http://10.1.2.3:8080', name: '10.1.2.3' }],
  ['', null],
  ['two words', null],
  ['ftp://files.example', null],
])('reads %j', (text, expected) => {
  expect(readFirstTarget(text)).toEqual(expected);
});
