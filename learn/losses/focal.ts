import { defineKernel } from '../runtime/define-kernel.js';
import { logSoftmax, sumOfChannels } from '../runtime/kernels/channels.js';
import { type Scalar, type Tensor, type Tensor4D, tensorflow } from '../runtime/tensorflow.js';
import { classShares, oneHot } from './cross-entropy.js';
import { type BinaryWeights, binaryShares } from './mean-bce.js';

/**
 * Focal loss −(1 − p)^γ log p, p being the probability of the true class (Lin et al. 2017), from logits against a
 * mask of zeros and ones of the same shape: the mean over all pixels, or with weights Σ w·loss / Σ w. With q = 1 − p
 * its derivative by the logit is ±q^γ (γ p log p − q). γ = 0 gives binary cross-entropy.
 */
export function binaryFocal(logits: Tensor, mask: Tensor, gamma: number, weights?: BinaryWeights): Scalar {
  return binaryKernel({ logits, mask }, { gamma, ...(weights && { weights }) })[0] as Scalar;
}

/**
 * The same for several classes: logits [n, h, w, c] against class numbers [n, h, w, 1], p by softmax. γ = 0 gives
 * cross-entropy.
 */
export function multiClassFocal(
  logits: Tensor4D,
  classes: Tensor4D,
  gamma: number,
  weights?: readonly number[],
): Scalar {
  return multiClassKernel({ logits, classes }, { gamma, ...(weights && { weights }) })[0] as Scalar;
}

const binaryKernel = defineKernel<
  { logits: Tensor; mask: Tensor },
  { readonly gamma: number; readonly weights?: BinaryWeights }
>({
  name: 'BinaryFocal',
  forward: ({ logits, mask }, { gamma, weights }) =>
    tensorflow().tidy(() => {
      const sign = mask.mul(2).sub(1);
      const inFavour = logits.mul(sign);
      const logP = inFavour.neg().softplus().neg();
      // q^γ by way of log q, which is faster than a power and does not lose small q.
      const modulation = inFavour.softplus().mul(-gamma).exp();
      const scaled = modulation.mul(weights ? binaryShares(mask, weights) : 1 / mask.size);
      const p = inFavour.sigmoid();
      const slope = p.mul(logP).mul(gamma).add(p).sub(1).mul(scaled).mul(sign);
      return [scaled.mul(logP).sum().neg(), slope];
    }),
  savedOutputs: [false, true],
  gradients: (dy, [slope]) => ({ logits: () => slope!.mul(dy) }),
});

const multiClassKernel = defineKernel<
  { logits: Tensor; classes: Tensor },
  { readonly gamma: number; readonly weights?: readonly number[] }
>({
  name: 'MultiClassFocal',
  forward: ({ logits, classes }, { gamma, weights }) =>
    tensorflow().tidy(() => {
      const count = logits.shape[3]!;
      const logProbabilities = logSoftmax(logits);
      const truth = oneHot(classes, count);
      const logP = sumOfChannels(logProbabilities.mul(truth));
      const q = logP.expm1().neg();
      const shares = weights ? sumOfChannels(classShares(classes, count, weights)) : 1 / classes.size;
      const scaled = q.pow(gamma).mul(shares);
      // log p / q tends to −1 where q tends to 0; there it is multiplied by q^γ.
      const ratio = logP.div(q.maximum(1e-30));
      const slope = q.neg().add(1).mul(ratio).mul(gamma).sub(1).mul(scaled);
      return [scaled.mul(logP).sum().neg(), logProbabilities, truth, slope];
    }),
  savedOutputs: [false, true, true, true],
  gradients: (dy, [logProbabilities, truth, slope]) => ({
    logits: () => truth!.sub(logProbabilities!.exp()).mul(slope!.mul(dy)),
  }),
});
