import { emptyLike, type Pixels } from '../formats/npy.js';

export interface Size {
  readonly height: number;
  readonly width: number;
}

/** The size after reduction by `factor`; rows and columns left over at the bottom and right are dropped. */
export function reducedSize(size: Size, factor: number): Size {
  return { height: Math.floor(size.height / factor), width: Math.floor(size.width / factor) };
}

/** Means of factor × factor boxes, rounded to the nearest whole number where the intensities are whole numbers. */
export function reduceImage<P extends Pixels>(pixels: P, size: Size, factor: number): P {
  if (factor === 1) return pixels;
  const { height, width } = reducedSize(size, factor);
  const reduced = emptyLike(pixels, height * width);
  const rounding = pixels instanceof Float32Array ? undefined : 0.5;
  const area = factor * factor;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const mean = boxSum(pixels, size.width, y * factor, x * factor, factor) / area;
      reduced[at] = rounding === undefined ? mean : Math.floor(mean + rounding);
    }
  }
  return reduced;
}

/** Foreground where at least half of a factor × factor box is. */
export function reduceMask(mask: Uint8Array, size: Size, factor: number): Uint8Array {
  if (factor === 1) return mask;
  const { height, width } = reducedSize(size, factor);
  const reduced = new Uint8Array(height * width);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      reduced[at] = Number(2 * boxSum(mask, size.width, y * factor, x * factor, factor) >= factor * factor);
    }
  }
  return reduced;
}

function boxSum(pixels: Pixels, width: number, top: number, left: number, side: number): number {
  let sum = 0;
  for (let y = top; y < top + side; y++) {
    for (let at = y * width + left, end = at + side; at < end; at++) sum += pixels[at]!;
  }
  return sum;
}
