import { softmax } from '../runtime/kernels/channels.js';
import type { Scalar, Tensor4D } from '../runtime/tensorflow.js';
import { type Activation, headOf, type Pooling } from './head.js';
import { lossFunction } from './loss-function.js';
import { maxOverPixels, meanOverPixels } from './pooling.js';
import { lossName } from './quantities.js';
import type { TaskFunctions } from './task-functions.js';
import type { Task } from './task-schema.js';

type Map4D = (x: Tensor4D) => Tensor4D;

const pools: Readonly<Record<Pooling, Map4D>> = {
  none: (x) => x,
  mean: meanOverPixels,
  max: maxOverPixels,
};

const activations: Readonly<Record<Activation, Map4D>> = {
  none: (x) => x,
  sigmoid: (x) => x.sigmoid(),
  tanh: (x) => x.tanh(),
  softmax,
};

/** What a task, which `checkTask` found no fault with, computes with tensors. */
export function taskFunctions(task: Task): TaskFunctions {
  const { channels, activation, pooling } = headOf(task);
  const activate = activations[activation];
  const parts = task.losses.map((loss) => ({
    name: lossName(loss.kind),
    weight: loss.weight ?? 1,
    compute: lossFunction(loss, task),
  }));
  return {
    channels,
    pool: pools[pooling],
    activate,
    losses(output, target) {
      let activated: Tensor4D | undefined;
      const prediction = () => {
        activated ??= activate(output);
        return activated;
      };
      const values = parts.map(({ name, weight, compute }) => {
        const value = compute(output, target, prediction);
        return { name, value, weighted: weight === 1 ? value : (value.mul(weight) as Scalar) };
      });
      const loss = values.map(({ weighted }) => weighted).reduce((sum, term) => sum.add(term) as Scalar);
      return { ...Object.fromEntries(values.map(({ name, value }) => [name, value])), loss };
    },
  };
}
