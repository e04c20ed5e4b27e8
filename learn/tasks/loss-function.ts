import { charbonnierLoss } from '../losses/charbonnier.js';
import { meanCrossEntropy, oneHot } from '../losses/cross-entropy.js';
import { binaryFocal, multiClassFocal } from '../losses/focal.js';
import { meanAbsoluteErrorLoss } from '../losses/mean-absolute-error.js';
import { type BinaryWeights, meanBce } from '../losses/mean-bce.js';
import { meanSquaredErrorLoss } from '../losses/mean-squared-error.js';
import { softDiceLoss } from '../losses/soft-dice.js';
import { ssimLoss } from '../losses/ssim-loss.js';
import type { Scalar, Tensor4D } from '../runtime/tensorflow.js';
import { headOf } from './head.js';
import type { Task } from './task-schema.js';

/** One loss of the last layer [n, h, w, channels], or of the prediction made of it, against the target [n, h, w, 1]. */
export type LossFunction = (output: Tensor4D, target: Tensor4D, prediction: () => Tensor4D) => Scalar;

/** The function of one of a task's losses, before its weight. */
export function lossFunction(loss: Task['losses'][number], task: Task): LossFunction {
  const { classWeights } = task;
  const binaryWeights = classWeights as BinaryWeights | undefined;
  const { channels, activation } = headOf(task);
  switch (loss.kind) {
    case 'bce':
      return (output, target) => meanBce(output, target, binaryWeights);
    case 'ce':
      return (output, target) => meanCrossEntropy(output, target, classWeights);
    case 'focal': {
      const { gamma } = loss;
      return activation === 'softmax'
        ? (output, target) => multiClassFocal(output, target, gamma, classWeights)
        : (output, target) => binaryFocal(output, target, gamma, binaryWeights);
    }
    case 'dice': {
      if (channels === 1) return (_, target, prediction) => softDiceLoss(prediction(), target, [1]);
      const weights = Array.from({ length: channels }, (_, i) => (i === 0 ? 0 : (classWeights?.[i] ?? 1)));
      return (_, target, prediction) =>
        softDiceLoss(prediction(), oneHot(target, channels) as Tensor4D, weights);
    }
    case 'l1':
      return (_, target, prediction) => meanAbsoluteErrorLoss(prediction(), target);
    case 'mse':
      return (_, target, prediction) => meanSquaredErrorLoss(prediction(), target);
    case 'ssim':
      return (_, target, prediction) => ssimLoss(prediction(), target);
    case 'charbonnier': {
      const { epsilon } = loss;
      return (_, target, prediction) => charbonnierLoss(prediction(), target, epsilon);
    }
  }
}
