import { type Tensor4D, tensorflow } from '../runtime/tensorflow.js';

/** Images of one size. */
export interface ImageBatch {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [count, height, width, channels], row-major. */
  readonly data: Float32Array;
}

/** Examples to learn from: what the network gets and what it should give, one channel each. */
export interface ExampleBatch {
  readonly input: ImageBatch;
  /** Of the input's size, or 1 × 1 for one class per image. */
  readonly target: ImageBatch;
}

/** A batch of zeros, one channel each. */
export function emptyBatch(count: number, height: number, width: number): ImageBatch {
  return { count, height, width, channels: 1, data: new Float32Array(count * height * width) };
}

/** The pixels of image `index` of a batch: a view, not a copy. */
export function imageOf(batch: ImageBatch, index: number): Float32Array {
  const size = batch.height * batch.width * batch.channels;
  return batch.data.subarray(index * size, (index + 1) * size);
}

/** Images as a tensor [n, h, w, channels]. */
export function imageTensor({ data, count, height, width, channels }: ImageBatch): Tensor4D {
  return tensorflow().tensor4d(data, [count, height, width, channels]);
}

/** Copies a tensor [n, h, w, channels] out of TensorFlow, and frees it. */
export function imagesOf(tensor: Tensor4D): ImageBatch {
  const [count, height, width, channels] = tensor.shape;
  try {
    return { count, height, width, channels, data: tensor.dataSync<'float32'>() };
  } finally {
    tensor.dispose();
  }
}
