/** Single-channel images of one size. */
export interface ImageBatch {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** [count, height, width], row-major. */
  readonly data: Float32Array;
}

/** Examples to learn from: what the network gets and what it should give. */
export interface ExampleBatch {
  readonly input: ImageBatch;
  readonly target: ImageBatch;
}

/** A batch of zeros. */
export function emptyBatch(count: number, height: number, width: number): ImageBatch {
  return { count, height, width, data: new Float32Array(count * height * width) };
}

/** The pixels of image `index` of a batch: a view, not a copy. */
export function imageOf(batch: ImageBatch, index: number): Float32Array {
  const size = batch.height * batch.width;
  return batch.data.subarray(index * size, (index + 1) * size);
}
