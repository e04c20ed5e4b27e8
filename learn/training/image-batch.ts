import { type Tensor4D, tensorflow } from '../runtime/tensorflow.js';

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

/** Images as a tensor [n, h, w, 1]. */
export function imageTensor({ data, count, height, width }: ImageBatch): Tensor4D {
  return tensorflow().tensor4d(data, [count, height, width, 1]);
}

/** What `network` makes of the images; all tensors are freed. */
export function mapImages(images: ImageBatch, network: (x: Tensor4D) => Tensor4D): ImageBatch {
  // Only the tensor leaves the tidy, which would look for tensors in each element of an array.
  const output = tensorflow().tidy(() => network(imageTensor(images)));
  try {
    return { ...images, data: output.dataSync<'float32'>() };
  } finally {
    output.dispose();
  }
}
