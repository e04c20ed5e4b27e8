import { emptyLike, largestValue, type Pixels } from '../formats/npy.js';
import type { ImagePoint } from '../image-set.js';
import { mirrored } from '../mirrored.js';
import type { Size } from './reduce.js';

export function enlargedSize({ height, width }: Size, factor: number): Size {
  return { height: height * factor, width: width * factor };
}

/**
 * Bicubic interpolation (Keys, IEEE Trans. ASSP 29, 1981, with a = −1/2) by a whole factor; beyond its borders the
 * image goes on as its mirror image. Whole numbers are rounded, and kept between 0 and the largest of their type.
 */
export function enlargeImage<P extends Pixels>(pixels: P, size: Size, factor: number): P {
  if (factor === 1) return pixels;
  const { height, width } = enlargedSize(size, factor);
  const taps = Array.from({ length: factor }, (_, phase) => cubicTaps((phase + 0.5) / factor - 0.5));
  const across = new Float32Array(size.height * width);
  for (let y = 0; y < size.height; y++) {
    const row = y * size.width;
    for (let x = 0; x < width; x++) {
      const { first, weights } = taps[x % factor]!;
      const start = Math.floor(x / factor) + first;
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += weights[k]! * pixels[row + mirrored(start + k, size.width)]!;
      across[y * width + x] = sum;
    }
  }
  const enlarged = emptyLike(pixels, height * width);
  const largest =
    pixels instanceof Float32Array
      ? undefined
      : pixels instanceof Uint16Array
        ? largestValue.uint16
        : largestValue.uint8;
  for (let y = 0, at = 0; y < height; y++) {
    const { first, weights } = taps[y % factor]!;
    const rows = [0, 1, 2, 3].map((k) => mirrored(Math.floor(y / factor) + first + k, size.height) * width);
    for (let x = 0; x < width; x++, at++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += weights[k]! * across[rows[k]! + x]!;
      enlarged[at] = largest === undefined ? sum : Math.min(largest, Math.max(0, Math.round(sum)));
    }
  }
  return enlarged;
}

/** Each pixel becomes a square of its class. */
export function enlargeClasses(classes: Uint8Array, size: Size, factor: number): Uint8Array {
  if (factor === 1) return classes;
  const { height, width } = enlargedSize(size, factor);
  const enlarged = new Uint8Array(height * width);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / factor) * size.width;
    for (let x = 0; x < width; x++, at++) enlarged[at] = classes[row + Math.floor(x / factor)]!;
  }
  return enlarged;
}

/** Where points lie in an image that `enlargeImage` makes. */
export function enlargePoints(points: readonly ImagePoint[], factor: number): readonly ImagePoint[] {
  if (factor === 1) return points;
  return points.map(([x, y]) => [(x + 0.5) * factor - 0.5, (y + 0.5) * factor - 0.5]);
}

/** The four samples that one at `offset` (−1/2 to 1/2) from a pixel is made of, with their weights. */
function cubicTaps(offset: number): { readonly first: number; readonly weights: readonly number[] } {
  const first = Math.floor(offset) - 1;
  return { first, weights: [0, 1, 2, 3].map((k) => keys(Math.abs(first + k - offset))) };
}

/** The kernel at a distance, for a = −1/2. */
function keys(distance: number): number {
  if (distance <= 1) return (1.5 * distance - 2.5) * distance * distance + 1;
  if (distance >= 2) return 0;
  return ((-0.5 * distance + 2.5) * distance - 4) * distance + 2;
}
