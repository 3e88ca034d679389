import { describe, expect, it } from 'vitest';

import { guessKind, suggestName, tidyTarget } from './target';

describe('tidyTarget', () => {
  it.each([
    ['http', ' shop.acme.example ', 'https://shop.acme.example'],
    ['http', 'http://shop.acme.example/a', 'http://shop.acme.example/a'],
    ['tcp', 'postgres://user@db.acme.example/main', 'db.acme.example:5432'],
    ['tcp', 'db.acme.example:5432', 'db.acme.example:5432'],
    ['tls', 'https://shop.acme.example/cart', 'shop.acme.example'],
    ['icmp', 'https://shop.acme.example:8080/cart', 'shop.acme.example'],
    ['icmp', '2001:db8::1', '2001:db8::1'],
    ['dns', 'https://acme.example/', 'acme.example'],
    ['heartbeat', 'https://acme.example/', ''],
  ] as const)('%s: %s', (kind, text, tidy) => {
    expect(tidyTarget(kind, text)).toBe(tidy);
  });
});

it('suggests names without scheme, www and query', () => {
  expect(suggestName('http', 'https://www.acme.example/health?full=1')).toBe('acme.example/health');
});

it('guesses the kind only where the text says it', () => {
  expect(['https://a.example', 'a.example:5432', 'a.example:443', 'a.example'].map(guessKind)).toEqual(['http', 'tcp', 'tls', null]);
});
