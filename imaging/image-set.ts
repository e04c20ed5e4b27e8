/** Grey images of one size, with a binary mask each where they are labelled. */
export interface ImageSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly labelled: boolean;
  name(index: number): string;
  /** Writes image `index` as float32, normalised as its set says, row-major [height × width]. */
  readImage(index: number, into: Float32Array): void;
  /** Writes the mask of image `index`, 0 or 1, row-major [height × width]; throws where not labelled. */
  readMask(index: number, into: Float32Array): void;
}
