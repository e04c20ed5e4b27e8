import { type TaskProblem, targetInWords } from './check-task.js';
import { type Activation, classNames, headOf } from './head.js';
import type { LossKind } from './quantities.js';
import type { Task } from './task-schema.js';

type Reason = Pick<TaskProblem, 'message' | 'hint'>;

/** Which kinds of target a loss goes with, and what it does. */
const rules: Readonly<Record<LossKind, { targets: readonly Task['target']['kind'][]; does: string }>> = {
  bce: { targets: ['mask', 'points'], does: 'tells foreground from background' },
  ce: { targets: ['mask', 'classes', 'label'], does: 'tells classes apart' },
  focal: { targets: ['mask', 'classes', 'label'], does: 'tells classes apart' },
  dice: { targets: ['mask', 'classes'], does: 'compares the areas of classes' },
  l1: { targets: ['mask', 'image', 'points'], does: 'measures how far intensities are apart' },
  mse: { targets: ['mask', 'image', 'points'], does: 'measures how far intensities are apart' },
  charbonnier: {
    targets: ['mask', 'image', 'points'],
    does: 'measures how far intensities are apart',
  },
  ssim: { targets: ['image'], does: 'compares the structure of images' },
};

const usualLosses = {
  mask: '"bce", "focal" or "dice"',
  classes: '"ce", "focal" or "dice"',
  label: '"ce" or "focal"',
  image: '"l1", "mse", "charbonnier" or "ssim"',
  points: '"mse", "l1", "charbonnier" or, with sigmoid, "bce"',
} as const satisfies Record<Task['target']['kind'], string>;

export function checkLosses(task: Task): readonly TaskProblem[] {
  const { target, losses } = task;
  const { activation } = headOf(task);
  return losses.flatMap(({ kind }, index): TaskProblem[] => {
    const path = ['losses', index];
    const message = `${kind} is listed twice`;
    if (losses.findIndex((other) => other.kind === kind) < index) {
      return [{ path, message, hint: 'list it once, with the sum of the weights' }];
    }
    const reason = lossProblem(kind, target, activation);
    return reason ? [{ path: [...path, 'kind'], ...reason }] : [];
  });
}

function lossProblem(kind: LossKind, target: Task['target'], activation: Activation): Reason | undefined {
  const { targets, does } = rules[kind];
  if (!targets.includes(target.kind)) {
    return {
      message: `${kind} ${does}, but the target is ${targetInWords[target.kind]}`,
      hint: `losses for it: ${usualLosses[target.kind]}`,
    };
  }
  // Other activations are wrong for other targets, whatever the loss.
  const leavesChoice =
    activation !== 'tanh' &&
    (target.kind === 'mask' || (target.kind === 'points' && activation !== 'softmax'));
  if (!leavesChoice) return undefined;
  switch (kind) {
    case 'ce':
      if (activation === 'softmax') return undefined;
      return {
        message: 'ce compares the channels of a softmax, but this head has one channel',
        hint: 'use "bce", or set "activation": "softmax" for one channel each for background and foreground',
      };
    case 'bce':
    case 'focal':
    case 'dice':
      if (activation === 'none') {
        return {
          message: `${kind} needs a probability, but the head’s activation is "none"`,
          hint: 'set "activation": "sigmoid"',
        };
      }
      if (kind !== 'bce' || activation === 'sigmoid') return undefined;
      return {
        message: 'bce needs one channel with sigmoid, but the head ends in a softmax',
        hint: 'use "ce", or set "activation": "sigmoid"',
      };
    default:
      if (activation !== 'softmax') return undefined;
      return {
        message: `${kind} compares one channel with the mask, but the head has two`,
        hint: 'use "ce", or set "activation": "sigmoid"',
      };
  }
}

export function checkClassWeights({ target, losses, classWeights }: Task): readonly TaskProblem[] {
  if (classWeights === undefined) return [];
  const path = ['classWeights'];
  const names = classNames(target);
  if (names.length === 0) {
    return [{ path, message: `classWeights need classes, but the target is ${targetInWords[target.kind]}` }];
  }
  if (classWeights.length !== names.length) {
    const message = `there are ${classWeights.length} classWeights for ${names.length} classes`;
    return [{ path, message, hint: `in this order: ${names.join(', ')}` }];
  }
  const weighted = losses.filter(({ kind }) => kind === 'bce' || kind === 'ce' || kind === 'focal');
  if (weighted.length > 0) return [];
  if (!losses.some(({ kind }) => kind === 'dice')) {
    return [{ path, message: 'classWeights change nothing: no loss is bce, ce, focal or dice' }];
  }
  if (names.length > 2) return [];
  const message = 'classWeights change nothing: Dice has but one class beside the background';
  return [{ path, message, hint: 'add "bce", "ce" or "focal" to the losses, or leave them out' }];
}
