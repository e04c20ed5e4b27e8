import type { Dtype, Pixels } from './formats/npy.js';
import type { ImagePoint } from './image-set.js';

/**
 * Grey images of one size that are made or decoded when asked for, so that a set larger than memory can be written.
 * Asking twice gives the same pixels, in an array that is not used again.
 */
export interface ImageSource {
  readonly names: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly dtype: Dtype;
  /** Raw intensities of image `index`, row-major [height × width]. */
  image(index: number): Promise<Pixels>;
  /** One class for each pixel, by number. */
  readonly masks?: {
    /** Names of the classes; the first is the background. */
    readonly classes: readonly string[];
    mask(index: number): Promise<Uint8Array>;
  };
  /** A target image each: raw intensities that mean the same as those of the images, row-major [height × width]. */
  readonly targets?: { readonly dtype: Dtype; target(index: number): Promise<Pixels> };
  readonly points?: (index: number) => Promise<readonly ImagePoint[]>;
  /** One class for each image, by number. */
  readonly labels?: { readonly names: readonly string[]; label(index: number): number };
}
