import { expect, it } from 'vitest';

import { readAddresses } from './addresses';

it('reads what people paste', () => {
  const text = 'Ana Silva <Ana@acme.example>, ben@acme.example;\ncy@acme.example ben@acme.example\nnobody';
  expect(readAddresses(text)).toEqual({
    addresses: ['ana@acme.example', 'ben@acme.example', 'cy@acme.example'],
    others: ['nobody'],
  });
  expect(readAddresses('  ')).toEqual({ addresses: [], others: [] });
});
