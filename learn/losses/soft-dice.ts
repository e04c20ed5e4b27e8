import { defineKernel } from '../runtime/define-kernel.js';
import { type Scalar, type Tensor, type Tensor4D, tensorflow } from '../runtime/tensorflow.js';

/** Added to numerator and denominator, so that two empty masks agree. */
const smooth = 1;

/**
 * 1 − soft Dice of probabilities p against a truth t of zeros and ones, both [n, h, w, c] (Milletari et al. 2016):
 * D = (2 Σpt + 1) / (Σp + Σt + 1) for each image and class, then the mean over the images and the mean over the
 * classes by `weights`, one per class. Its derivative by p is that of D, (2t − D) / (Σp + Σt + 1), times the share
 * of D in the mean.
 */
export function softDiceLoss(probabilities: Tensor4D, truth: Tensor4D, weights: readonly number[]): Scalar {
  return kernel({ probabilities, truth }, { weights })[0] as Scalar;
}

const kernel = defineKernel<
  { probabilities: Tensor; truth: Tensor },
  { readonly weights: readonly number[] }
>({
  name: 'SoftDice',
  forward: ({ probabilities, truth }, { weights }) =>
    tensorflow().tidy(() => {
      const tf = tensorflow();
      const overPixels = (x: Tensor) => x.sum([1, 2], true);
      const both = overPixels(probabilities.mul(truth)).mul(2).add(smooth);
      const inverse = overPixels(probabilities).add(overPixels(truth)).add(smooth).reciprocal();
      const dice = both.mul(inverse);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const images = probabilities.shape[0]!;
      const shares = tf.tensor1d(weights.map((weight) => weight / (total * images)));
      const slope = inverse.mul(shares);
      return [dice.neg().add(1).mul(shares).sum(), dice.mul(slope), slope.mul(2)];
    }),
  savedInputs: ['truth'],
  savedOutputs: [false, true, true],
  gradients: (dy, [truth, constant, factor]) => ({
    probabilities: () => constant!.mul(dy).sub(truth!.mul(factor!.mul(dy))),
  }),
});
