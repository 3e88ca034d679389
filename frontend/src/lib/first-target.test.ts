import { expect, it } from 'vitest';

import { readFirstTarget } from './first-target';

it.each([
  ['www.shop.example/health', { kind: 'http', target: 'https://www.shop.example/health', name: 'shop.example' }],
  ['  http://10.1.2.3:8080 ', { kind: 'http', target: 'http://10.1.2.3:8080', name: '10.1.2.3' }],
  ['localhost:3000', { kind: 'http', target: 'https://localhost:3000', name: 'localhost' }],
  ['http://intranet', { kind: 'http', target: 'http://intranet', name: 'intranet' }],
  ['', null],
  ['checkout', null],
  ['two words', null],
  ['https://', null],
  ['ftp://files.example', null],
])('reads %j', (text, expected) => {
  expect(readFirstTarget(text)).toEqual(expected);
});
