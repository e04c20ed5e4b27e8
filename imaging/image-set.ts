/**
 * How raw intensities become float32 when read. `unit`: divided by the largest value of the integer type (floats
 * stay as they are). `zscore`: each image minus its mean, divided by its standard deviation.
 */
export type Normalization = 'unit' | 'zscore';
/** `invert` makes dark bright: 1 − x for `unit`, −x for `zscore`. */
export type Contrast = 'keep' | 'invert';

/** What a network is shown of raw intensities; it works on images that are read in the same way only. */
export interface Intensities {
  readonly normalization: Normalization;
  readonly contrast: Contrast;
}

/** Grey images of one size, with a binary mask each where they are labelled. */
export interface ImageSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly labelled: boolean;
  readonly intensities: Intensities;
  name(index: number): string;
  /** Writes image `index` as float32, normalised as its set says, row-major [height × width]. */
  readImage(index: number, into: Float32Array): void;
  /** Writes the mask of image `index`, 0 or 1, row-major [height × width]; throws where not labelled. */
  readMask(index: number, into: Float32Array): void;
}
