import { defineKernel } from '../define-kernel.js';
import { float32, type OperationAttributes, operation } from '../operation.js';
import { type Tensor, type Tensor4D, tensorflow } from '../tensorflow.js';

/** Each pixel becomes a block of `factor` × `factor`: [n, h, w, c] to [n, factor·h, factor·w, c]. */
export function upsampleNearest(x: Tensor4D, factor: number): Tensor4D {
  return nearest({ x }, { factor })[0] as Tensor4D;
}

/**
 * Linear interpolation along both sides, where the corners of both images coincide (`align_corners`):
 * [n, h, w, c] to [n, factor·h, factor·w, c].
 */
export function upsampleBilinear(x: Tensor4D, factor: number): Tensor4D {
  return bilinear({ x }, { factor })[0] as Tensor4D;
}

interface Attributes {
  readonly factor: number;
}

const nearest = defineKernel<{ x: Tensor }, Attributes>({
  name: 'UpsampleNearest',
  forward: ({ x }, { factor }) => resize('ResizeNearestNeighbor', false, x, factor),
  // The sum over each block is its mean times its size, and pooling is much faster than TensorFlow's resize gradient.
  gradients: (dy, _, { factor }) => ({
    x: () => operation('AvgPool', poolAttributes(factor), [dy]).mul(factor ** 2),
  }),
});

const bilinear = defineKernel<{ x: Tensor }, Attributes>({
  name: 'UpsampleBilinear',
  forward: ({ x }, { factor }) => resize('ResizeBilinear', true, x, factor),
  // For its shape only.
  savedInputs: ['x'],
  gradients: (dy, [x]) => ({ x: () => operation('ResizeBilinearGrad', resizeAttributes(true), [dy, x!]) }),
});

function resize(name: string, alignCorners: boolean, x: Tensor, factor: number): Tensor {
  const [, height, width] = x.shape as Tensor4D['shape'];
  const size = tensorflow().tensor1d([factor * height, factor * width], 'int32');
  const y = operation(name, resizeAttributes(alignCorners), [x, size]);
  size.dispose();
  return y;
}

function resizeAttributes(alignCorners: boolean): OperationAttributes {
  return { T: float32, align_corners: { bool: alignCorners }, half_pixel_centers: { bool: false } };
}

function poolAttributes(factor: number): OperationAttributes {
  return {
    T: float32,
    ksize: { ints: [1, factor, factor, 1] },
    strides: { ints: [1, factor, factor, 1] },
    padding: { string: 'VALID' },
    data_format: { string: 'NHWC' },
  };
}
