import { byBatchUpdating, unlessFrozen } from '../networks/batch-norm.js';
import type { Network } from '../networks/network.js';
import { type Tensor, type Tensor4D, tensorflow } from '../runtime/tensorflow.js';
import type { TaskFunctions } from '../tasks/task-functions.js';
import { type NamedArrays, withPrefix } from '../weights/named-arrays.js';
import { lossAndGradients } from './gradients.js';
import type { Optimiser } from './optimisers/optimiser.js';
import type { Program } from './program.js';

export interface SupervisedOptions {
  readonly network: Network;
  /** The network's variables before the first step. */
  readonly values: NamedArrays;
  readonly task: TaskFunctions;
  readonly optimiser: Optimiser;
  /**
   * Variables that do not change. A BatchNorm layer whose running statistics are frozen, both of them, normalises
   * by them in training too. None where not given.
   */
  readonly frozen?: (name: string) => boolean;
}

const prefix = 'network/';

/** Trains a network for a downstream task. */
export function supervisedProgram(options: SupervisedOptions): Program {
  const { network, values, task, optimiser, frozen = () => false } = options;
  const weights = network.variables
    .filter(({ name, trained }) => trained && !frozen(name))
    .map(({ name }) => name);
  const trained = new Map(weights.map((name) => [prefix + name, values.get(name)!]));

  return {
    initial: new Map([...withPrefix(prefix, values), ...optimiser.slots(trained)]),
    networkPrefix: prefix,
    scalars: optimiser.scalars,
    step(variables, { input, target, scalars }) {
      const tf = tensorflow();
      const statistics = new Map<string, Tensor>();
      const batchNorm = unlessFrozen(byBatchUpdating(statistics), frozen);
      let parts: Readonly<Record<string, Tensor>> = {};
      const { loss, gradients } = lossAndGradients(
        (current) => {
          const output = task.pool(network.forward(current, input, batchNorm));
          const { loss: total, ...others } = task.losses(output, target);
          parts = Object.fromEntries(Object.entries(others).map(([name, part]) => [name, tf.keep(part)]));
          return total;
        },
        variables.readAll(prefix),
        weights,
      );
      optimiser.apply(variables, withPrefix(prefix, gradients), scalars);
      variables.assignAll(prefix, statistics);
      tf.dispose([...statistics.values()]);
      return { loss, ...parts } as ReturnType<Program['step']>;
    },
    evaluate(variables, { input, target }) {
      const output = network.infer(variables.readAll(prefix), input);
      const [count, height, width] = target.shape;
      const pooled = task.pool(output);
      const counted = pooled.slice([0, 0, 0, 0], [count, height, width, pooled.shape[3]]);
      return { losses: task.losses(counted, target), prediction: task.activate(counted) };
    },
    predict: (variables, images) => predictionsOf(network, task, variables.readAll(prefix), images),
  };
}

/** Predictions of a trained network for images [n, h, w, 1], normalised by running statistics. Runs inside a tidy. */
export function predictionsOf(
  network: Network,
  task: Pick<TaskFunctions, 'pool' | 'activate'>,
  variables: Readonly<Record<string, Tensor>>,
  images: Tensor4D,
): Tensor4D {
  return task.activate(task.pool(network.infer(variables, images)));
}
