/**
 * Hanging pipes: days as the shapes of an SVG, one path for each state. A pure function of letters and sizes; the twin of
 * api/status/pipes.py, held to the same golden files (tests/data/pipes).
 *
 *   u  100 %          m  95 to < 100 %    o  50 to < 95 %    d  under 50 %
 *   w  maintenance    x  no data          p  paused          -  did not exist yet (nothing is drawn)
 */
export const LETTERS = ['u', 'm', 'o', 'd', 'w', 'x', 'p'] as const;
const KNOWN = `${LETTERS.join('')}-`;
const DASHES = 5;
const STUB = 3;
const OUTLINE = 1;
const TICK = 2;

export type Letter = (typeof LETTERS)[number];

/** Sizes in user units. `hang`: how deep u, m, o and d hang. `today`: the last day is set off and marked. */
export interface Sizes {
  width: number;
  gap: number;
  height: number;
  hang: readonly [number, number, number, number];
  top: number;
  today: boolean;
}

export interface Drawing {
  viewBox: string;
  paths: Partial<Record<Letter, string>>;
  tips: Partial<Record<Letter, string>>;
  now: string | null;
}

export const DEFAULT_SIZES: Sizes = { width: 5, gap: 3, height: 30, hang: [0, 3, 6, 9], top: 0, today: false };

const isStrong = typeof matchMedia === 'function' && matchMedia('(prefers-contrast: more)').matches;

/** A row's strip: room for the mark of today, bars of 24 px; who asks for more contrast sees them hang twice as low. */
export const STRIP_SIZES: Sizes = { width: 5, gap: 3, height: 24, hang: isStrong ? [0, 6, 12, 18] : [0, 3, 6, 9], top: 4, today: true };

/** Draw days, one letter each, oldest first. Throws RangeError for another letter. */
export function pipes(days: string, sizes: Sizes = DEFAULT_SIZES): Drawing {
  const places = new Map<string, number[]>();
  let left = 0;
  for (const [index, letter] of [...days].entries()) {
    if (!KNOWN.includes(letter)) throw new RangeError(`not a day: ${letter}`);
    left = leftOf(index, days.length, sizes);
    const known = places.get(letter);
    if (known) known.push(left);
    else places.set(letter, [left]);
  }
  return {
    viewBox: viewBox(left, days.length, sizes),
    paths: drawEach(LETTERS, places, (letter, at) => day(letter, at, sizes)),
    tips: tips(places, sizes),
    now: sizes.today && days ? bar(left, 0, sizes.width, TICK) : null,
  };
}

function leftOf(index: number, count: number, sizes: Sizes): number {
  const apart = sizes.today && index === count - 1 ? sizes.gap : 0;
  return index * (sizes.width + sizes.gap) + apart;
}

function viewBox(left: number, count: number, sizes: Sizes): string {
  const width = count ? left + sizes.width : 0;
  return `0 0 ${number(width)} ${number(sizes.top + sizes.height + Math.max(...sizes.hang))}`;
}

function drawEach(
  letters: readonly Letter[],
  places: Map<string, number[]>,
  draw: (letter: Letter, left: number) => string,
): Partial<Record<Letter, string>> {
  const drawn: Partial<Record<Letter, string>> = {};
  for (const letter of letters) {
    const lefts = places.get(letter);
    if (lefts) drawn[letter] = lefts.map((left) => draw(letter, left)).join('');
  }
  return drawn;
}

function tips(places: Map<string, number[]>, sizes: Sizes): Partial<Record<Letter, string>> {
  const hanging = (['u', 'm', 'o', 'd'] as const).filter((_, place) => sizes.hang[place]);
  return drawEach(hanging, places, (letter, left) => {
    const depth = sizes.hang['umod'.indexOf(letter)] ?? 0;
    return bar(left, sizes.top + sizes.height, sizes.width, depth);
  });
}

function day(letter: Letter, left: number, { top, width, height }: Sizes): string {
  if (letter === 'x') return bar(left, top + height - STUB, width, STUB);
  if (letter === 'w') return dashes(left, top, width, height);
  if (letter === 'p') {
    const frame = Math.min(OUTLINE, width / 4);
    return bar(left, top, width, height) + hole(left + frame, top + frame, width - 2 * frame, height - 2 * frame);
  }
  return bar(left, top, width, height);
}

function dashes(left: number, top: number, width: number, height: number): string {
  const dash = height / (2 * DASHES);
  const step = (height - dash) / (DASHES - 1);
  return Array.from({ length: DASHES }, (_, place) => bar(left, top + place * step, width, dash)).join('');
}

function bar(left: number, top: number, width: number, height: number): string {
  return `M${number(left)} ${number(top)}${shape(width, height)}`;
}

/** The same few shapes are drawn tens of thousands of times in a long list. */
const shapes = new Map<number, Map<number, string>>();

function shape(width: number, height: number): string {
  const ofWidth = shapes.get(width) ?? new Map<number, string>();
  shapes.set(width, ofWidth);
  let drawn = ofWidth.get(height);
  if (drawn === undefined) {
    drawn = `h${number(width)}v${number(height)}h-${number(width)}z`;
    ofWidth.set(height, drawn);
  }
  return drawn;
}

/** A bar that runs the other way round: it is cut out of the one around it. */
function hole(left: number, top: number, width: number, height: number): string {
  return `M${number(left)} ${number(top)}v${number(height)}h${number(width)}v-${number(height)}z`;
}

/** Write a number with at most two decimals, halves rounded up: the same in every language. */
function number(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Math.floor(value * 100 + 0.5) / 100);
}
