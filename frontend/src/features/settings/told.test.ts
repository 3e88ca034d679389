import { expect, it } from 'vitest';

import { toldOf } from './told';
import type { RecipientOut } from '@/api/schema/types.gen';

const ANA: RecipientOut = {
  id: 'r1',
  email: 'ana@acme.example',
  added_by: null,
  created_at: '2026-11-21T14:02:00Z',
  confirmed_at: '2026-11-21T14:02:00Z',
  is_named_only: false,
  suppressed_at: null,
  refusal: null,
};

it.each([
  [[ANA], 'yes'],
  [[{ ...ANA, is_named_only: true }], 'named'],
  [[{ ...ANA, confirmed_at: null }], 'asked'],
  [[{ ...ANA, suppressed_at: ANA.created_at }], 'refused'],
  [[{ ...ANA, email: 'ben@acme.example' }], 'no'],
  [[], 'no'],
] as const)('%#: an address is told %s', (recipients, told) => {
  expect(toldOf(recipients, ANA.email)).toBe(told);
});
