import type { PixelSize } from './formats/image-file.js';
import type { Dtype, Pixels } from './formats/npy.js';
import type { ImageOrigin, ImagePoint } from './image-set.js';

/** One image as a source gives it. */
export interface SourceImage {
  /** Raw intensities, row-major [height × width], in an array that is not used again. */
  readonly pixels: Pixels;
  /** See `ImageSet.digest`; of the pixels where not given. */
  readonly digest?: string;
  /** What `zscore` subtracts and divides by; of the pixels where not given. */
  readonly statistics?: { readonly mean: number; readonly std: number };
}

/**
 * Grey images of one size that are made or decoded when asked for, so that a set larger than memory can be written.
 * Asking twice gives the same pixels. Several may be asked for at a time; they are decoded side by side.
 */
export interface ImageSource {
  readonly names: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly dtype: Dtype;
  readonly pixelSize?: PixelSize;
  /** Memory that reading one image takes, where that is more than its pixels: of a large one, only a reduced copy stays. */
  readonly bytesToRead?: number;
  origin(index: number): ImageOrigin;
  image(index: number): Promise<SourceImage>;
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
