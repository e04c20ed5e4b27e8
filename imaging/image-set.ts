/**
 * How raw intensities become float32 when read. `unit`: divided by the largest value of the integer type (floats
 * stay as they are). `symmetric`: the same, stretched to [−1, 1]. `zscore`: each image minus its mean, divided by its
 * standard deviation.
 */
export type Normalization = 'unit' | 'symmetric' | 'zscore';
/** `invert` makes dark bright: 1 − x for `unit`, −x for `symmetric` and `zscore`. */
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

/** Grey images of one size, with what is known of them. */
export interface ImageSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly truths: Truths;
  readonly intensities: Intensities;
  name(index: number): string;
  /** Writes image `index` as float32, normalised as its set says, row-major [height × width]. */
  readImage(index: number, into: Float32Array): void;
  /** Writes the class of each pixel of image `index` (0 or 1 for binary masks), [height × width]; throws where there are none. */
  readMask(index: number, into: Float32Array): void;
  /** Writes the target image, normalised with the numbers of image `index` itself; throws where there are none. */
  readTarget(index: number, into: Float32Array): void;
  /** Throws where there are none. */
  points(index: number): readonly ImagePoint[];
  /** Number of the image's class; throws where there are none. */
  label(index: number): number;
}
