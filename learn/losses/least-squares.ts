import { defineKernel } from '../runtime/define-kernel.js';
import { type Scalar, type Tensor, tensorflow } from '../runtime/tensorflow.js';

/**
 * Mean of (score − label)² over all elements: the least-squares GAN loss (Mao et al. 2017) without its factor ½, as
 * pix2pix uses it (Isola et al. 2017). Its gradient is 2 (score − label) / count.
 */
export function leastSquares(score: Tensor, label: number): Scalar {
  return kernel({ score }, { label })[0] as Scalar;
}

const kernel = defineKernel<{ score: Tensor }, { readonly label: number }>({
  name: 'LeastSquares',
  forward: ({ score }, { label }) => tensorflow().tidy(() => score.sub(label).square().mean()),
  savedInputs: ['score'],
  gradients: (dy, [score], { label }) => ({
    score: () => score!.sub(label).mul(dy.mul(2 / score!.size)),
  }),
});
