import { defineKernel } from '../runtime/define-kernel.js';
import { type Scalar, type Tensor, tensorflow } from '../runtime/tensorflow.js';

/** Mean of (x − target)² over all elements (MSE, L2). Its gradient is 2 (x − target) / count. */
export function meanSquaredErrorLoss(x: Tensor, target: Tensor): Scalar {
  return kernel({ x, target }, {})[0] as Scalar;
}

const kernel = defineKernel<{ x: Tensor; target: Tensor }, object>({
  name: 'MeanSquaredError',
  forward: ({ x, target }) => tensorflow().tidy(() => x.squaredDifference(target).mean()),
  savedInputs: ['x', 'target'],
  gradients: (dy, [x, target]) => ({ x: () => x!.sub(target!).mul(dy.mul(2 / x!.size)) }),
});
