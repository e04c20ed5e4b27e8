import { defineKernel } from '../define-kernel.js';
import { float32, type OperationAttributes, operation } from '../operation.js';
import type { Tensor, Tensor4D } from '../tensorflow.js';

/** The largest of each 2 × 2 block: [n, h, w, c] to [n, h/2, w/2, c]. */
export function maxPool2(x: Tensor4D): Tensor4D {
  return kernel({ x }, {})[0] as Tensor4D;
}

const attributes: OperationAttributes = {
  T: float32,
  ksize: { ints: [1, 2, 2, 1] },
  strides: { ints: [1, 2, 2, 1] },
  padding: { string: 'VALID' },
  explicit_paddings: { ints: [] },
  data_format: { string: 'NHWC' },
};

const kernel = defineKernel<{ x: Tensor }, object>({
  name: 'MaxPool2',
  forward: ({ x }) => operation('MaxPool', attributes, [x]),
  savedInputs: ['x'],
  savedOutputs: [true],
  gradients: (dy, [x, y]) => ({ x: () => operation('MaxPoolGrad', attributes, [x!, y!, dy]) }),
});
