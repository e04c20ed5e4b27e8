import { defineKernel } from '../define-kernel.js';
import { float32, type OperationAttributes, operation } from '../operation.js';
import { type Tensor, type Tensor4D, tensorflow } from '../tensorflow.js';

/** Each pixel becomes a 2 × 2 block: [n, h, w, c] to [n, 2h, 2w, c]. */
export function upsample2(x: Tensor4D): Tensor4D {
  return kernel({ x }, {})[0] as Tensor4D;
}

const kernel = defineKernel<{ x: Tensor }, object>({
  name: 'Upsample2',
  forward({ x }) {
    const [, height, width] = x.shape as Tensor4D['shape'];
    const size = tensorflow().tensor1d([2 * height, 2 * width], 'int32');
    const y = operation('ResizeNearestNeighbor', resizeAttributes, [x, size]);
    size.dispose();
    return y;
  },
  // The sum over each block is four times its mean, and pooling is much faster than TensorFlow's resize gradient.
  gradients: (dy) => ({ x: () => operation('AvgPool', poolAttributes, [dy]).mul(4) }),
});

const resizeAttributes: OperationAttributes = {
  T: float32,
  align_corners: { bool: false },
  half_pixel_centers: { bool: false },
};

const poolAttributes: OperationAttributes = {
  T: float32,
  ksize: { ints: [1, 2, 2, 1] },
  strides: { ints: [1, 2, 2, 1] },
  padding: { string: 'VALID' },
  data_format: { string: 'NHWC' },
};
