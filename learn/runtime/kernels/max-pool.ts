import { defineKernel } from '../define-kernel.js';
import { float32, type OperationAttributes, operation } from '../operation.js';
import type { Tensor, Tensor4D } from '../tensorflow.js';

/** The largest of each block of `factor` × `factor` pixels: [n, h, w, c] to [n, h/factor, w/factor, c]. */
export function maxPool(x: Tensor4D, factor: number): Tensor4D {
  return kernel({ x }, { factor })[0] as Tensor4D;
}

const kernel = defineKernel<{ x: Tensor }, { readonly factor: number }>({
  name: 'MaxPool',
  forward: ({ x }, { factor }) => operation('MaxPool', attributes(factor), [x]),
  savedInputs: ['x'],
  savedOutputs: [true],
  gradients: (dy, [x, y], { factor }) => ({
    x: () => operation('MaxPoolGrad', attributes(factor), [x!, y!, dy]),
  }),
});

function attributes(factor: number): OperationAttributes {
  return {
    T: float32,
    ksize: { ints: [1, factor, factor, 1] },
    strides: { ints: [1, factor, factor, 1] },
    padding: { string: 'VALID' },
    explicit_paddings: { ints: [] },
    data_format: { string: 'NHWC' },
  };
}
