import { defineKernel } from '../runtime/define-kernel.js';
import { type Tensor, type Tensor4D, tensorflow } from '../runtime/tensorflow.js';

/** Mean over the pixels of each image and channel: [n, h, w, c] to [n, 1, 1, c]. */
export function meanOverPixels(x: Tensor4D): Tensor4D {
  return meanKernel({ x }, {})[0] as Tensor4D;
}

/** The largest value of each image and channel: [n, h, w, c] to [n, 1, 1, c]. Equal largest ones share the gradient. */
export function maxOverPixels(x: Tensor4D): Tensor4D {
  return maxKernel({ x }, {})[0] as Tensor4D;
}

const pixels = [1, 2];

const meanKernel = defineKernel<{ x: Tensor }, object>({
  name: 'MeanOverPixels',
  forward: ({ x }) => x.mean(pixels, true),
  savedInputs: ['x'],
  gradients: (dy, [x]) => ({
    x() {
      const [, height, width] = x!.shape as Tensor4D['shape'];
      return tensorflow().tile(dy.mul(1 / (height * width)), [1, height, width, 1]);
    },
  }),
});

const maxKernel = defineKernel<{ x: Tensor }, object>({
  name: 'MaxOverPixels',
  forward: ({ x }) => x.max(pixels, true),
  savedInputs: ['x'],
  savedOutputs: [true],
  gradients: (dy, [x, largest]) => ({
    x() {
      const isLargest = x!.equal(largest!).cast('float32');
      return isLargest.mul(dy.div(isLargest.sum(pixels, true)));
    },
  }),
});
