import { emptyLike, type Pixels } from '../formats/npy.js';
import type { ImagePoint } from '../image-set.js';

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

/** The commonest class of factor × factor boxes; of several, the one with the highest number. */
export function reduceClasses(classes: Uint8Array, size: Size, factor: number): Uint8Array {
  if (factor === 1) return classes;
  const { height, width } = reducedSize(size, factor);
  const reduced = new Uint8Array(height * width);
  const counts = new Uint32Array(classes.reduce((highest, number) => Math.max(highest, number), 0) + 1);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      counts.fill(0);
      let commonest = 0;
      for (let row = y * factor; row < (y + 1) * factor; row++) {
        const start = row * size.width + x * factor;
        for (let i = start; i < start + factor; i++) counts[classes[i]!]! += 1;
      }
      for (let number = 1; number < counts.length; number++) {
        if (counts[number]! >= counts[commonest]!) commonest = number;
      }
      reduced[at] = commonest;
    }
  }
  return reduced;
}

/** Where points lie in an image that `reduceImage` makes; the centre of the first pixel is (0, 0). */
export function reducePoints(points: readonly ImagePoint[], factor: number): readonly ImagePoint[] {
  if (factor === 1) return points;
  return points.map(([x, y]) => [(x + 0.5) / factor - 0.5, (y + 0.5) / factor - 0.5]);
}

function boxSum(pixels: Pixels, width: number, top: number, left: number, side: number): number {
  let sum = 0;
  for (let y = top; y < top + side; y++) {
    for (let at = y * width + left, end = at + side; at < end; at++) sum += pixels[at]!;
  }
  return sum;
}
