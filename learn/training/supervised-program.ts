import { meanBce } from '../losses/mean-bce.js';
import { byBatchUpdating, byRunning } from '../networks/batch-norm.js';
import { type Network, weightNames } from '../networks/network.js';
import { type Tensor, tensorflow } from '../runtime/tensorflow.js';
import { type NamedArrays, withPrefix } from '../weights/named-arrays.js';
import { adamSlots, applyAdam } from './adam.js';
import { lossAndGradients } from './gradients.js';
import type { Program } from './program.js';

const prefix = 'network/';

/** Trains `network`, from `values`, to predict binary masks: mean binary cross-entropy from logits, Adam. */
export function supervisedProgram(network: Network, values: NamedArrays): Program {
  const weights = weightNames(network);
  const adam = { beta1: 0.9, beta2: 0.999 };

  return {
    initial: new Map([...withPrefix(prefix, values), ...adamSlots(prefix, network)]),
    networkPrefix: prefix,
    adam,
    step(variables, feeds) {
      const statistics = new Map<string, Tensor>();
      const batchNorm = byBatchUpdating(statistics);
      const { loss, gradients } = lossAndGradients(
        (current) => meanBce(network.forward(current, feeds.input, batchNorm), feeds.target),
        variables.readAll(prefix),
        weights,
      );
      applyAdam(variables, withPrefix(prefix, gradients), feeds, adam);
      variables.assignAll(prefix, statistics);
      tensorflow().dispose([...statistics.values()]);
      return { loss };
    },
    predict: (variables, images) => network.forward(variables.readAll(prefix), images, byRunning),
  };
}
