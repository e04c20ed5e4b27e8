import { defineKernel } from '../runtime/define-kernel.js';
import { type Scalar, type Tensor, tensorflow } from '../runtime/tensorflow.js';

/** Mean of |x − target| over all elements (L1). Its gradient is sign(x − target) / count, and 0 where they are equal. */
export function meanAbsoluteErrorLoss(x: Tensor, target: Tensor): Scalar {
  return kernel({ x, target }, {})[0] as Scalar;
}

const kernel = defineKernel<{ x: Tensor; target: Tensor }, object>({
  name: 'MeanAbsoluteError',
  forward: ({ x, target }) => tensorflow().tidy(() => x.sub(target).abs().mean()),
  savedInputs: ['x', 'target'],
  gradients: (dy, [x, target]) => ({ x: () => x!.sub(target!).sign().mul(dy.div(x!.size)) }),
});
