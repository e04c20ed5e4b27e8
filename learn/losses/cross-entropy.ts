import { defineKernel } from '../runtime/define-kernel.js';
import { logSoftmax, sumOfChannels } from '../runtime/kernels/channels.js';
import { type Scalar, type Tensor, type Tensor4D, tensorflow } from '../runtime/tensorflow.js';

/**
 * Cross-entropy −log softmax(logits)[class] from logits [n, h, w, c] against class numbers [n, h, w, 1], as the mean
 * over all pixels. Its gradient is (softmax − one-hot) / pixels. With weights, one per class, it is the weighted mean
 * Σ w·ce / Σ w over the pixels of the batch, w being the weight of the pixel's true class, as PyTorch computes it.
 */
export function meanCrossEntropy(logits: Tensor4D, classes: Tensor4D, weights?: readonly number[]): Scalar {
  return kernel({ logits, classes }, weights ? { weights } : {})[0] as Scalar;
}

const kernel = defineKernel<{ logits: Tensor; classes: Tensor }, { readonly weights?: readonly number[] }>({
  name: 'MeanCrossEntropy',
  forward: ({ logits, classes }, { weights }) =>
    tensorflow().tidy(() => {
      const logProbabilities = logSoftmax(logits);
      const shares = classShares(classes, logits.shape[3]!, weights);
      return [logProbabilities.mul(shares).sum().neg(), logProbabilities, shares];
    }),
  savedOutputs: [false, true, true],
  gradients: (dy, [logProbabilities, shares], { weights }) => ({
    logits() {
      const probabilities = logProbabilities!.exp();
      const pixels = probabilities.size / probabilities.shape[3]!;
      const scaled = weights ? probabilities.mul(sumOfChannels(shares!)) : probabilities.mul(1 / pixels);
      return scaled.sub(shares!).mul(dy);
    },
  }),
});

/** [n, h, w, count], zero but for each pixel's class [n, h, w, 1], where it holds `value`. */
export function oneHot(classes: Tensor, count: number, value = 1): Tensor {
  const numbers = classes.squeeze<Tensor>([3]).cast('int32');
  return tensorflow().oneHot(numbers, count, value, 0, 'float32');
}

/** One-hot classes, each pixel with its share in a mean weighted by its class; together they are 1. */
export function classShares(classes: Tensor, count: number, weights?: readonly number[]): Tensor {
  if (!weights) return oneHot(classes, count, 1 / classes.size);
  const weighted = oneHot(classes, count).mul(tensorflow().tensor1d([...weights], 'float32'));
  return weighted.div(weighted.sum());
}
