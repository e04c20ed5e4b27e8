import { defineKernel } from '../runtime/define-kernel.js';
import { type Scalar, type Tensor, tensorflow } from '../runtime/tensorflow.js';

/**
 * Binary cross-entropy of scores, which are logits, against one label for all of them, as the mean over all elements:
 * log(1 + e^−s) for label 1, log(1 + e^s) for 0. The loss of the first GAN (Goodfellow et al. 2014), for the generator
 * in its non-saturating form. Its gradient is (sigmoid(score) − label) / count.
 */
export function logisticLoss(score: Tensor, label: 0 | 1): Scalar {
  return kernel({ score }, { label })[0] as Scalar;
}

const kernel = defineKernel<{ score: Tensor }, { readonly label: 0 | 1 }>({
  name: 'LogisticLoss',
  forward: ({ score }, { label }) =>
    tensorflow().tidy(() => (label === 1 ? score.neg() : score).softplus().mean()),
  savedInputs: ['score'],
  gradients: (dy, [score], { label }) => ({
    score: () =>
      score!
        .sigmoid()
        .sub(label)
        .mul(dy.mul(1 / score!.size)),
  }),
});
