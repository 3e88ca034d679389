import { describe, expect, it } from 'vitest';

import { bestScore, fuzzyScore } from './fuzzy';

const order = (wanted: string, texts: string[]) =>
  texts
    .map((text) => ({ text, score: fuzzyScore(wanted, text) }))
    .filter((found) => found.score !== null)
    .toSorted((a, b) => Number(b.score) - Number(a.score))
    .map((found) => found.text);

describe('fuzzyScore', () => {
  it('finds letters in their order, and nothing else', () => {
    expect(fuzzyScore('acmst', 'Acme staging')).not.toBeNull();
    expect(fuzzyScore('tsmca', 'Acme staging')).toBeNull();
  });

  it('puts starts of words before letters within', () => {
    expect(order('as', ['Basket', 'Acme staging', 'Asset store'])).toEqual(['Asset store', 'Acme staging', 'Basket']);
    expect(order('api', ['api.example.com', 'https://api.example.com', 'A ping'])[0]).toBe('api.example.com');
  });

  it('does not mind case and accents', () => {
    expect(fuzzyScore('zürich', 'ZURICH edge')).not.toBeNull();
  });
});

describe('bestScore', () => {
  it('takes the best text, the name before the rest', () => {
    const byName = bestScore('shop', ['shop', 'https://x.example']);
    const byTarget = bestScore('shop', ['Front', 'shop']);
    expect(Number(byName)).toBeGreaterThan(Number(byTarget));
    expect(bestScore('shop', ['Front', 'Back'])).toBeNull();
  });
});
