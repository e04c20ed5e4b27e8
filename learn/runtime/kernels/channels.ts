import { defineKernel } from '../define-kernel.js';
import { type Tensor, type Tensor4D, tensorflow } from '../tensorflow.js';

/**
 * On a CPU, TensorFlow's reductions and softmax over a short last axis take about ten times as long as the same work
 * done on whole channels.
 */
const fewChannels = 16;

/** Sum over the channels of x [n, h, w, c], as [n, h, w, 1]. It has no gradient. */
export function sumOfChannels(x: Tensor): Tensor {
  const channels = x.shape[3]!;
  if (channels > fewChannels) return x.sum(3, true);
  return tensorflow()
    .split(x, channels, 3)
    .reduce((sum, channel) => sum.add(channel));
}

function largestOfChannels(x: Tensor): Tensor {
  const channels = x.shape[3]!;
  if (channels > fewChannels) return x.max(3, true);
  return tensorflow()
    .split(x, channels, 3)
    .reduce((largest, channel) => largest.maximum(channel));
}

/** Logarithms of softmax over the channels of logits [n, h, w, c]. It has no gradient. */
export function logSoftmax(logits: Tensor): Tensor {
  const shifted = logits.sub(largestOfChannels(logits));
  return shifted.sub(sumOfChannels(shifted.exp()).log());
}

/** Softmax over the channels of logits [n, h, w, c]. Its gradient is y (dy − Σ y dy). */
export function softmax(logits: Tensor4D): Tensor4D {
  return kernel({ logits }, {})[0] as Tensor4D;
}

const kernel = defineKernel<{ logits: Tensor }, object>({
  name: 'SoftmaxOfChannels',
  forward: ({ logits }) => tensorflow().tidy(() => logSoftmax(logits).exp()),
  savedOutputs: [true],
  gradients: (dy, [y]) => ({
    logits() {
      const scaled = dy.mul(y!);
      return scaled.sub(y!.mul(sumOfChannels(scaled)));
    },
  }),
});
