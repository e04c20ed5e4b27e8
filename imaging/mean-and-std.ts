import type { Pixels } from './formats/npy.js';

/** The mean about which is summed up follows the pixels in steps of so many. */
const blockLength = 4096;

/**
 * Mean and population standard deviation, in one pass and numerically sound: blocks of pixels are summed up about the
 * mean of those before them, then combined (Chan, Golub & LeVeque, Am. Stat. 37, 242, 1983). So a small deviation on a
 * large mean is kept, and that of equal pixels is 0.
 */
export function meanAndStd(pixels: Pixels): { readonly mean: number; readonly std: number } {
  let mean = pixels[0] ?? 0;
  let squares = 0;
  for (let start = 0; start < pixels.length; start += blockLength) {
    const end = Math.min(start + blockLength, pixels.length);
    const count = end - start;
    let sum = 0;
    let sumOfSquares = 0;
    for (let i = start; i < end; i++) {
      const difference = pixels[i]! - mean;
      sum += difference;
      sumOfSquares += difference * difference;
    }
    const difference = sum / count;
    squares += sumOfSquares - sum * difference + (difference * difference * start * count) / end;
    mean += (difference * count) / end;
  }
  return { mean, std: Math.sqrt(Math.max(0, squares) / pixels.length) };
}
