import type { Pixels } from '../formats/npy.js';
import type { Size } from './reduce.js';

/** Pixels that are brighter than any signal, such as where an X-ray hit the detector. */
export interface Outliers {
  /** How far above the median of its image a pixel is one. */
  readonly threshold: number;
  /** How often what is left of them is looked for again. */
  readonly repeats: number;
}

/**
 * Removes outliers in place: negative intensities become 0; then each outlier, the brightest first, becomes the mean
 * of its eight neighbours as they are by then, or of the whole image at its border (Sytwu et al., Microscopy and
 * Microanalysis 28, 2022). Intensities must be finite. Returns how many pixels were replaced.
 */
export function removeOutliers(
  pixels: Pixels,
  { height, width }: Size,
  { threshold, repeats }: Outliers,
): number {
  // −0 too, whose bits are those of a large number.
  for (let i = 0; i < pixels.length; i++) if (pixels[i]! <= 0) pixels[i] = 0;
  const whole = !(pixels instanceof Float32Array);
  let replaced = 0;
  for (let round = 0; round <= repeats; round++) {
    const outliers = brighterThan(pixels, medianOf(pixels) + threshold);
    if (outliers.length === 0) return replaced;
    replaced += outliers.length;
    let sum = 0;
    for (let i = 0; i < pixels.length; i++) sum += pixels[i]!;
    for (const at of outliers) {
      const [x, y] = [at % width, Math.floor(at / width)];
      const atBorder = x === 0 || y === 0 || x === width - 1 || y === height - 1;
      const mean = atBorder ? sum / pixels.length : meanAround(pixels, width, at);
      sum -= pixels[at]!;
      pixels[at] = whole ? Math.round(mean) : mean;
      sum += pixels[at]!;
    }
  }
  return replaced;
}

/** Where pixels are brighter than `limit`: the brightest first, of equals the first. */
function brighterThan(pixels: Pixels, limit: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < pixels.length; i++) if (pixels[i]! > limit) found.push(i);
  return found.sort((a, b) => pixels[b]! - pixels[a]! || a - b);
}

function meanAround(pixels: Pixels, width: number, at: number): number {
  let sum = -pixels[at]!;
  for (const row of [at - width, at, at + width]) sum += pixels[row - 1]! + pixels[row]! + pixels[row + 1]!;
  return sum / 8;
}

/** The mean of the two middle values where their number is even. No pixel may be negative. */
function medianOf(pixels: Pixels): number {
  const half = pixels.length / 2;
  return (smallest(pixels, Math.ceil(half) - 1) + smallest(pixels, Math.floor(half))) / 2;
}

/** The value that exactly `rank` others stand before when all are sorted. */
function smallest(pixels: Pixels, rank: number): number {
  // The bits of floating-point numbers that are not negative are in the order of the numbers.
  const isFloat = pixels instanceof Float32Array;
  const keys = isFloat ? new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length) : pixels;
  const [high, before] = binAt(keys, rank, (key) => key >>> 16);
  const [low] = binAt(keys, rank - before, (key) => (key >>> 16 === high ? key & 0xffff : -1));
  const key = high * 0x10000 + low;
  return isFloat ? new Float32Array(Uint32Array.of(key).buffer)[0]! : key;
}

/** The bin of the key with this rank, and how many keys lie in the bins before it; keys in bin −1 are not counted. */
function binAt(
  keys: Uint8Array | Uint16Array | Uint32Array,
  rank: number,
  binOf: (key: number) => number,
): [bin: number, before: number] {
  const counts = new Uint32Array(0x10000);
  for (let i = 0; i < keys.length; i++) {
    const bin = binOf(keys[i]!);
    if (bin >= 0) counts[bin]! += 1;
  }
  let before = 0;
  let bin = 0;
  while (before + counts[bin]! <= rank) before += counts[bin++]!;
  return [bin, before];
}
