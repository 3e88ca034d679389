import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { pipes, type Drawing, type Sizes } from './pipes';

const FOLDER = resolve(import.meta.dirname, '../../../tests/data/pipes');

interface Golden {
  input: Sizes & { days: string };
  output: Drawing;
}

describe('pipes', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

  it.each(files)('draws %s as the server does', (name) => {
    const golden = JSON.parse(readFileSync(resolve(FOLDER, name), 'utf8')) as Golden;
    const { days, ...sizes } = golden.input;
    expect(pipes(days, sizes)).toEqual(golden.output);
  });

  it('refuses a letter that is no day', () => {
    expect(() => pipes('uz')).toThrow(RangeError);
  });
});
