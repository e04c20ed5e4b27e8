import { defineKernel } from '../runtime/define-kernel.js';
import { type Scalar, type Tensor, tensorflow } from '../runtime/tensorflow.js';

/** How much background and foreground count. */
export type BinaryWeights = readonly [background: number, foreground: number];

/**
 * Binary cross-entropy from logits against targets in [0, 1], both of one shape, as the mean over all elements:
 * max(l, 0) − l·t + log(1 + e^−|l|), which neither overflows nor loses digits for large logits. Its gradient is
 * (sigmoid(l) − t) / count. With weights it is the weighted mean Σ w·bce / Σ w, where w is the weight of the
 * element's target, in between for targets in between.
 */
export function meanBce(logits: Tensor, target: Tensor, weights?: BinaryWeights): Scalar {
  const inputs = { logits, target };
  return (weights ? weightedKernel(inputs, { weights }) : kernel(inputs, {}))[0] as Scalar;
}

const kernel = defineKernel<{ logits: Tensor; target: Tensor }, object>({
  name: 'MeanBce',
  forward: ({ logits, target }) => tensorflow().tidy(() => elementwise(logits, target).mean()),
  savedInputs: ['logits', 'target'],
  gradients: (dy, [logits, target]) => ({
    logits: () => logits!.sigmoid().sub(target!).mul(dy.div(logits!.size)),
  }),
});

const weightedKernel = defineKernel<{ logits: Tensor; target: Tensor }, { readonly weights: BinaryWeights }>({
  name: 'WeightedBce',
  forward: ({ logits, target }, { weights }) =>
    tensorflow().tidy(() => {
      const shares = binaryShares(target, weights);
      return [elementwise(logits, target).mul(shares).sum(), shares];
    }),
  savedInputs: ['logits', 'target'],
  savedOutputs: [false, true],
  gradients: (dy, [logits, target, shares]) => ({
    logits: () => logits!.sigmoid().sub(target!).mul(shares!.mul(dy)),
  }),
});

function elementwise(logits: Tensor, target: Tensor): Tensor {
  return logits.relu().sub(logits.mul(target)).add(logits.abs().neg().exp().log1p());
}

/** The share of each element in a weighted mean, by its target in [0, 1]. */
export function binaryShares(target: Tensor, [background, foreground]: BinaryWeights): Tensor {
  const weights = target.mul(foreground - background).add(background);
  return weights.div(weights.sum());
}
