/** What design.md promises of the colours, from the file that ships: contrast by WCAG 2.2, and four states told apart by every eye. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { converter, differenceCiede2000, formatHex, wcagContrast } from 'culori';
import { describe, expect, it } from 'vitest';

type Tokens = Record<string, string>;

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
const THEMES = { light: tokensAfter('[data-theme="light"] {'), dark: tokensAfter('[data-theme="dark"] {') };
const STATES = ['up', 'minor', 'major', 'down', 'maint', 'nodata'] as const;
const MEASURED = ['up', 'minor', 'major', 'down'] as const;
const FIELDS = ['canvas', 'surface', 'raised', 'sunken'] as const;
/** Machado, Oliveira and Fernandes 2009, severity 1, on linear light. */
const VISIONS = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** The tokens of a block, `canvas` → `oklch(…)`. */
function tokensAfter(selector: string): Tokens {
  const block = css.slice(css.indexOf(selector)).split('}')[0] ?? '';
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (oklch\([^)]*\))/g)].map(([, name, value]) => [name, value]));
}

function of(tokens: Tokens, name: string): string {
  const value = tokens[name];
  if (!value) throw new Error(`tokens.css has no --${name}`);
  return value;
}

/** A colour as an eye sees it. */
function seen(colour: string, eye: readonly (readonly number[])[]): string {
  const { r, g, b } = converter('lrgb')(colour) ?? { r: 0, g: 0, b: 0 };
  const [red = 0, green = 0, blue = 0] = eye.map(([x = 0, y = 0, z = 0]) => Math.min(1, Math.max(0, x * r + y * g + z * b)));
  return formatHex({ mode: 'lrgb', r: red, g: green, b: blue });
}

describe.each(Object.entries(THEMES))('%s', (theme, tokens) => {
  const contrast = (one: string, other: string) => wcagContrast(of(tokens, one), of(tokens, other));
  const isLight = theme === 'light';

  it('has its hex values in the comments', () => {
    const block = css.slice(css.indexOf(`[data-theme="${theme}"] {`)).split('}')[0] ?? '';
    for (const [, name, value, hex] of block.matchAll(/--([\w-]+): (oklch\([^)]*\)); \/\* (#\w{6}) \*\//g)) {
      const [shown, said] = [value, hex].map((colour) => converter('rgb')(colour));
      for (const part of ['r', 'g', 'b'] as const) expect(Math.abs((shown?.[part] ?? 0) - (said?.[part] ?? 9)) * 255, `${name}.${part}`).toBeLessThan(3);
    }
  });

  it.each(['ink-1', 'ink-2'])('%s is AAA text', (ink) => {
    for (const field of ['canvas', 'surface', 'raised']) expect(contrast(ink, field), field).toBeGreaterThanOrEqual(7);
    expect(contrast(ink, 'sunken')).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['ink-3', 'link', 'link-hover', ...STATES.map((state) => `${state}-strong`)])('%s is AA text on every field', (ink) => {
    for (const field of FIELDS) expect(contrast(ink, field), field).toBeGreaterThanOrEqual(4.5);
  });

  it('says states in AAA, “no data” in AA', () => {
    for (const state of MEASURED) expect(contrast(`${state}-strong`, 'surface'), state).toBeGreaterThanOrEqual(7);
  });

  it.each(STATES)('a chip of %s is read on its own tint', (state) => {
    expect(contrast(`${state}-strong`, `${state}-soft`)).toBeGreaterThanOrEqual(4.5);
    expect(contrast('ink-1', `${state}-soft`)).toBeGreaterThanOrEqual(7);
  });

  it('has readable lettering on its buttons', () => {
    expect(contrast('accent-ink', 'accent')).toBeGreaterThanOrEqual(7);
    expect(contrast('accent-ink', 'accent-hover')).toBeGreaterThanOrEqual(7);
    expect(contrast('danger-ink', 'danger')).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['line-strong', 'focus', 'chart-1', 'up', 'major', 'down', 'maint'])('%s is seen on the surface', (graphic) => {
    expect(contrast(graphic, 'surface')).toBeGreaterThanOrEqual(3);
  });

  // In the light theme yellow alone is not: every yellow bar has a dark tip, and the number beside it.
  it('minor is seen on the surface, or by its tip', () => {
    expect(contrast(isLight ? 'minor-strong' : 'minor', 'surface')).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(VISIONS))('tells the four states apart: %s vision', (_vision, eye) => {
    const apart = differenceCiede2000();
    for (const [place, one] of MEASURED.entries()) {
      for (const other of MEASURED.slice(place + 1)) {
        expect(apart(seen(of(tokens, one), eye), seen(of(tokens, other), eye)), `${one} / ${other}`).toBeGreaterThanOrEqual(16);
      }
    }
  });
});

it('Cloud Dancer is the field in light and the accent in dark', () => {
  expect([formatHex(of(THEMES.light, 'canvas')), formatHex(of(THEMES.dark, 'accent'))]).toEqual(['#f0eee9', '#f0eee9']);
  expect([of(THEMES.light, 'accent-ink'), of(THEMES.dark, 'focus')]).toEqual([of(THEMES.light, 'cloud'), of(THEMES.dark, 'cloud')]);
});

it('a visitor without JavaScript gets the same dark theme', () => {
  const block = css.slice(css.indexOf(':root:not([data-theme]) {')).split('}')[0] ?? '';
  expect(Object.fromEntries([...block.matchAll(/--([\w-]+): (oklch\([^)]*\))/g)].map(([, name, value]) => [name, value]))).toEqual(THEMES.dark);
});
