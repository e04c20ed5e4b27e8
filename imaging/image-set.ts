import type { Region } from './datasets/region.js';
import type { PixelSize } from './formats/image-file.js';

/**
 * How raw intensities become float32 when read. `unit`: divided by the largest value of the integer type (floats
 * stay as they are). `symmetric`: the same, stretched to [−1, 1]. `zscore`: each image minus its mean, divided by its
 * standard deviation; a tile by those of the image that it was cut from. Numbers: `unit`, then minus `mean`, over `std`,
 * such as those published for a whole data set.
 */
export type Normalization = 'unit' | 'symmetric' | 'zscore' | { readonly mean: number; readonly std: number };
/** `invert` makes dark bright: 1 − x for `unit`, −x for the others. */
export type Contrast = 'keep' | 'invert';

/** What a network is shown of raw intensities; it works on images that are read in the same way only. */
export interface Intensities {
  readonly normalization: Normalization;
  readonly contrast: Contrast;
}

/** A place in an image, in pixels; the centre of the first pixel is (0, 0). */
export type ImagePoint = readonly [x: number, y: number];

/** What is known of the images of a set beside their pixels. */
export interface Truths {
  /** One class for each pixel; names by number, the first is the background. Binary masks have two. */
  readonly classes?: readonly string[];
  /** One class for each image; names by number. */
  readonly labels?: readonly string[];
  /** A target image each. */
  readonly images?: true;
  /** Points each, such as the atoms' places. */
  readonly points?: true;
}

/** Where an image comes from. */
export interface ImageOrigin {
  /** Path of the file in its folder; none for simulated images. */
  readonly file?: string;
  /** 32 hexadecimal digits: equal where files have the same content, whatever their paths. */
  readonly fileDigest?: string;
  /** Which array of the file, where that was said. */
  readonly array?: string;
  /** Which image of a file that holds several. */
  readonly image?: number;
  /** Where it was cut from a larger one: column and row of its first pixel there. */
  readonly tile?: readonly [x: number, y: number];
  /** Which of the eight dihedral copies it is, 0 being the image itself; none where there are no copies. */
  readonly copy?: number;
}

/** What an image shows, as it is read, where its raw intensity has a certain value. */
export interface ImageLevels {
  /** Where it is 0. */
  readonly zero: number;
  /** Where it is the image's mean; that of the image that it was cut from, where `zscore` takes that. */
  readonly mean: number;
}

/** Grey images of one size, with what is known of them. */
export interface ImageSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly truths: Truths;
  readonly intensities: Intensities;
  /** Extent of a pixel, where all files agree on it. */
  readonly pixelSize?: PixelSize;
  name(index: number): string;
  /**
   * 32 hexadecimal digits: equal where images show the same pixels. Of a degraded image (see `load`), those before it
   * was degraded.
   */
  digest(index: number): string;
  origin(index: number): ImageOrigin;
  levels(index: number): ImageLevels;
  /** Writes image `index`, or a region of it, as float32, normalised as its set says, row-major [height × width]. */
  readImage(index: number, into: Float32Array, within?: Region): void;
  /** Writes the class of each pixel of image `index` (0 or 1 for binary masks), [height × width]; throws where there are none. */
  readMask(index: number, into: Float32Array, within?: Region): void;
  /** Writes the target image, normalised with the numbers of image `index` itself; throws where there are none. */
  readTarget(index: number, into: Float32Array, within?: Region): void;
  /** Throws where there are none. */
  points(index: number): readonly ImagePoint[];
  /** Number of the image's class; throws where there are none. */
  label(index: number): number;
}
