/** What is known of one image, to measure a prediction by. */
export interface Truth {
  /** [height, width] as the target tensor has it: 0 or 1, class numbers, intensities, or the heat map; one number for a label. */
  readonly pixels: Float32Array;
  /** The points themselves, in pixels, where the target is points: the centre of the first pixel is (0, 0). */
  readonly points?: readonly (readonly [x: number, y: number])[];
}

/** A prediction [height, width, channels], activated. */
export interface Prediction {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** Numbers of one image, or of all, by name: `dice`, `dice:Au`. Infinite where a metric is (PSNR of equal images). */
export type Measured = Readonly<Record<string, number>>;

export interface Measurement {
  /** Over all images; values that are infinite for an image are left out of the mean. */
  readonly values: Measured;
  /** Pixels (or images, for labels) by true class (row) and predicted class (column), where `confusion` is asked for. */
  readonly confusion?: readonly (readonly number[])[];
}

/** Measures a task's metrics, image by image. No TensorFlow. */
export interface Meter {
  /** Takes one image in and returns its own values. */
  add(prediction: Prediction, truth: Truth): Measured;
  total(): Measurement;
}
