/** Which square of a picture is shown: a middle in its pixels, and a zoom. Pure functions. */

export interface Size {
  width: number;
  height: number;
}

/** `x`, `y`: the middle, in pixels of the picture. `zoom` 1: the largest square that fits. */
export interface Crop {
  x: number;
  y: number;
  zoom: number;
}

export const MOST_ZOOM = 4;

/** The middle of the picture, as large as possible. */
export function wholeOf(picture: Size): Crop {
  return { x: picture.width / 2, y: picture.height / 2, zoom: 1 };
}

/** The side of the square, in pixels of the picture. */
export function sideOf(picture: Size, { zoom }: Crop): number {
  return Math.min(picture.width, picture.height) / zoom;
}

/** The square itself, for drawing. */
export function squareOf(picture: Size, crop: Crop): { left: number; top: number; side: number } {
  const side = sideOf(picture, crop);
  return { left: crop.x - side / 2, top: crop.y - side / 2, side };
}

/** Move what is seen by a part of its own side: right and down is positive for the square, not for the picture. */
export function moved(picture: Size, crop: Crop, right: number, down: number): Crop {
  const side = sideOf(picture, crop);
  return kept(picture, { ...crop, x: crop.x + right * side, y: crop.y + down * side });
}

export function zoomed(picture: Size, crop: Crop, zoom: number): Crop {
  return kept(picture, { ...crop, zoom: clamp(zoom, 1, MOST_ZOOM) });
}

/** The square never leaves the picture. */
function kept(picture: Size, crop: Crop): Crop {
  const half = sideOf(picture, crop) / 2;
  return { ...crop, x: clamp(crop.x, half, picture.width - half), y: clamp(crop.y, half, picture.height - half) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
