import { expect, it } from 'vitest';

import { bytes, creationOptions, requestOptions, text } from './webauthn';

it('reads and writes base64url', () => {
  const given = Uint8Array.from([0, 251, 255, 62, 63]);
  expect(text(given.buffer)).toBe('APv_Pj8');
  expect(bytes('APv_Pj8')).toEqual(given);
});

it('turns the bytes of options into bytes, and leaves the rest', () => {
  const made = creationOptions({ challenge: 'AQ', rp: { id: 'x' }, user: { id: 'Ag', name: 'ana' }, excludeCredentials: [{ id: 'Aw' }] });
  expect(made).toMatchObject({ challenge: bytes('AQ'), rp: { id: 'x' }, user: { id: bytes('Ag'), name: 'ana' } });
  expect(made.excludeCredentials).toEqual([{ id: bytes('Aw') }]);
  expect(requestOptions({ challenge: 'AQ' }).allowCredentials).toEqual([]);
});
