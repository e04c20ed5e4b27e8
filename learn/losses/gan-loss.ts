import type { Scalar, Tensor } from '../runtime/tensorflow.js';
import { leastSquares } from './least-squares.js';
import { logisticLoss } from './logistic-loss.js';

/** How scores of a discriminator are compared with what they should say: 1 for real, 0 for generated. */
export type GanLoss = (score: Tensor, label: 0 | 1) => Scalar;

/** By name: least squares (Mao et al. 2017), and the cross-entropy of the first GAN (Goodfellow et al. 2014). */
export const ganLosses = { lsgan: leastSquares, vanilla: logisticLoss } as const satisfies Record<
  string,
  GanLoss
>;

export type GanLossName = keyof typeof ganLosses;
