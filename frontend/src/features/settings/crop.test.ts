import { expect, it } from 'vitest';

import { moved, squareOf, wholeOf, zoomed } from './crop';

const WIDE = { width: 400, height: 200 };

it('begins with the largest square in the middle', () => {
  expect(squareOf(WIDE, wholeOf(WIDE))).toEqual({ left: 100, top: 0, side: 200 });
});

it('moves by parts of its side, and stops at the edge', () => {
  const right = moved(WIDE, wholeOf(WIDE), 0.25, 0.25);
  expect(squareOf(WIDE, right)).toEqual({ left: 150, top: 0, side: 200 });
  expect(squareOf(WIDE, moved(WIDE, right, 9, 0)).left).toBe(200);
});

it('zooms around its middle, and comes back into the picture', () => {
  const close = moved(WIDE, zoomed(WIDE, wholeOf(WIDE), 4), 9, 9);
  expect(squareOf(WIDE, close)).toEqual({ left: 350, top: 150, side: 50 });
  expect(squareOf(WIDE, zoomed(WIDE, close, 0))).toEqual({ left: 200, top: 0, side: 200 });
});
