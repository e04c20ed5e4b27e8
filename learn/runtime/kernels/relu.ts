import { defineKernel } from '../define-kernel.js';
import { float32, operation } from '../operation.js';
import type { Tensor, Tensor4D } from '../tensorflow.js';

/** max(x, 0); the gradient at 0 is 0. */
export function relu(x: Tensor4D): Tensor4D {
  return kernel({ x }, {})[0] as Tensor4D;
}

const kernel = defineKernel<{ x: Tensor }, object>({
  name: 'Relu',
  forward: ({ x }) => operation('Relu', { T: float32 }, [x]),
  savedOutputs: [true],
  gradients: (dy, [y]) => ({ x: () => operation('ReluGrad', { T: float32 }, [dy, y!]) }),
});
