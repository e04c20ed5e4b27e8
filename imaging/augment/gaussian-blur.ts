import { mirrored } from '../mirrored.js';
import { scratch } from './scratch.js';

/** Taps beyond this many standard deviations are left out. */
const truncateSigmas = 4;

/**
 * Convolves a [height × width] image in place with a Gaussian of standard deviation `sigma` pixels. The border is
 * mirrored, edge pixel included (`scipy.ndimage.gaussian_filter` with its defaults does the same).
 */
export function gaussianBlur(image: Float32Array, height: number, width: number, sigma: number): void {
  const kernel = halfKernel(sigma);
  const radius = kernel.length - 1;
  if (radius === 0) return;
  const padded = scratch('blur', Math.max(height, width) + 2 * radius);
  for (let y = 0; y < height; y++) blurLine(image, y * width, 1, width, kernel, padded);
  for (let x = 0; x < width; x++) blurLine(image, x, width, height, kernel, padded);
}

/** The centre tap and those to its right; the taps of the whole kernel sum to 1. */
function halfKernel(sigma: number): Float64Array {
  const radius = Math.floor(truncateSigmas * sigma + 0.5);
  const kernel = new Float64Array(radius + 1);
  let sum = 0;
  for (let i = 0; i <= radius; i++) {
    const tap = Math.exp(-0.5 * (i / sigma) ** 2);
    kernel[i] = tap;
    sum += i === 0 ? tap : 2 * tap;
  }
  for (let i = 0; i <= radius; i++) kernel[i]! /= sum;
  return kernel;
}

function blurLine(
  image: Float32Array,
  start: number,
  stride: number,
  length: number,
  kernel: Float64Array,
  padded: Float32Array,
): void {
  const radius = kernel.length - 1;
  for (let i = 0; i < length; i++) padded[radius + i] = image[start + i * stride]!;
  for (let i = 1; i <= radius; i++) {
    padded[radius - i] = image[start + mirrored(-i, length) * stride]!;
    padded[radius + length - 1 + i] = image[start + mirrored(length - 1 + i, length) * stride]!;
  }
  for (let i = 0; i < length; i++) {
    const centre = radius + i;
    let sum = kernel[0]! * padded[centre]!;
    for (let k = 1; k <= radius; k++) sum += kernel[k]! * (padded[centre - k]! + padded[centre + k]!);
    image[start + i * stride] = sum;
  }
}
