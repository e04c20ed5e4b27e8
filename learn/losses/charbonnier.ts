import { defineKernel } from '../runtime/define-kernel.js';
import { type Scalar, type Tensor, tensorflow } from '../runtime/tensorflow.js';

/**
 * Mean of √((x − target)² + ε²) over all elements: L1 with its kink rounded off (Charbonnier et al. 1994). Its
 * gradient is (x − target) / √((x − target)² + ε²) / count. Equal images give ε.
 */
export function charbonnierLoss(x: Tensor, target: Tensor, epsilon: number): Scalar {
  return kernel({ x, target }, { epsilon })[0] as Scalar;
}

const kernel = defineKernel<{ x: Tensor; target: Tensor }, { readonly epsilon: number }>({
  name: 'Charbonnier',
  forward: ({ x, target }, { epsilon }) =>
    tensorflow().tidy(() => {
      const distances = x
        .squaredDifference(target)
        .add(epsilon ** 2)
        .sqrt();
      return [distances.mean(), distances];
    }),
  savedInputs: ['x', 'target'],
  savedOutputs: [false, true],
  gradients: (dy, [x, target, distances]) => ({
    x: () =>
      x!
        .sub(target!)
        .div(distances!)
        .mul(dy.mul(1 / x!.size)),
  }),
});
