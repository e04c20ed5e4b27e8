import { defineKernel } from '../define-kernel.js';
import { float32, operation } from '../operation.js';
import type { Tensor, Tensor4D } from '../tensorflow.js';

/** x where x > 0, else `slope` · x; `slope` is above 0. */
export function leakyRelu(x: Tensor4D, slope: number): Tensor4D {
  return kernel({ x }, { slope })[0] as Tensor4D;
}

const kernel = defineKernel<{ x: Tensor }, { readonly slope: number }>({
  name: 'LeakyRelu',
  forward: ({ x }, { slope }) => operation('LeakyRelu', { T: float32, alpha: { float: slope } }, [x]),
  // The output has the sign of the input, which is all that is asked; so TensorFlow may fuse what makes the input.
  savedOutputs: [true],
  gradients: (dy, [y], { slope }) => ({
    x: () => operation('LeakyReluGrad', { T: float32, alpha: { float: slope } }, [dy, y!]),
  }),
});
