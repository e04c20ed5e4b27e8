import { defineKernel } from '../runtime/define-kernel.js';
import { type Scalar, type Tensor, tensorflow } from '../runtime/tensorflow.js';

/**
 * Binary cross-entropy from logits against targets in [0, 1], both of one shape, as the mean over all elements:
 * max(l, 0) − l·t + log(1 + e^−|l|), which neither overflows nor loses digits for large logits. Its gradient is
 * (sigmoid(l) − t) / count.
 */
export function meanBce(logits: Tensor, target: Tensor): Scalar {
  return kernel({ logits, target }, {})[0] as Scalar;
}

const kernel = defineKernel<{ logits: Tensor; target: Tensor }, object>({
  name: 'MeanBce',
  forward: ({ logits, target }) =>
    tensorflow().tidy(() =>
      logits.relu().sub(logits.mul(target)).add(logits.abs().neg().exp().log1p()).mean(),
    ),
  savedInputs: ['logits', 'target'],
  gradients: (dy, [logits, target]) => ({
    logits: () => logits!.sigmoid().sub(target!).mul(dy.div(logits!.size)),
  }),
});
