import type { Dtype, Pixels } from './formats/npy.js';

/**
 * Grey images of one size that are made or decoded when asked for, so that a set larger than memory can be written.
 * Asking twice gives the same pixels.
 */
export interface ImageSource {
  readonly names: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly dtype: Dtype;
  /** Raw intensities of image `index`, row-major [height × width], in an array that is not used again. */
  image(index: number): Promise<Pixels>;
  /** 0 or 1 per pixel, in an array that is not used again; missing where the set is not labelled. */
  mask?: (index: number) => Promise<Uint8Array>;
}
