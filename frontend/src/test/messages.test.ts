/** The catalogue is whole: the same messages with the same parameters in all languages, and none is empty. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import settings from '../../project.inlang/settings.json';

const FOLDER = resolve(import.meta.dirname, '../../messages');
const FILES = readdirSync(`${FOLDER}/${settings.baseLocale}`);
const OTHERS = settings.locales.filter((locale) => locale !== settings.baseLocale);

type Catalogue = Record<string, unknown>;

function read(locale: string, file: string): Catalogue {
  const catalogue: Catalogue = JSON.parse(readFileSync(`${FOLDER}/${locale}/${file}`, 'utf8'));
  return catalogue;
}

/** All texts of a message: one, or one for each number. */
function texts(message: unknown): string[] {
  if (typeof message === 'string') return [message];
  if (typeof message !== 'object' || message === null) return [];
  const inner = Array.isArray(message) ? message : 'match' in message ? Object.values(message.match ?? {}) : [];
  return inner.flatMap(texts);
}

function parameters(message: unknown): string[] {
  const named = texts(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []);
  return [...new Set(named)].toSorted();
}

/** What each message takes, by its key. */
function shape(catalogue: Catalogue): Record<string, string[]> {
  return Object.fromEntries(Object.entries(catalogue).map(([key, message]) => [key, parameters(message)]));
}

describe.each(FILES)('%s', (file) => {
  const base = read(settings.baseLocale, file);

  it('has keys that name the file', () => {
    const prefix = `${file.replace('.json', '')}_`;
    const foreign = file === 'common.json' ? [] : Object.keys(base).filter((key) => !key.startsWith(prefix));
    expect(foreign).toEqual([]);
  });

  it.each(OTHERS)('is whole in %s', (locale) => {
    const other = read(locale, file);
    expect(shape(other)).toEqual(shape(base));
    const empty = Object.entries({ ...base, ...other }).filter(([, message]) => texts(message).some((text) => !text.trim()));
    expect(empty).toEqual([]);
  });
});

it('each file is read by the compiler', () => {
  const paths = settings['plugin.inlang.messageFormat'].pathPattern.map((path) => path.split('/').at(-1));
  expect(paths.toSorted()).toEqual(FILES.toSorted());
});
