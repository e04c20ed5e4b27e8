import type { Network } from '../networks/network.js';
import { tensorflow } from '../runtime/tensorflow.js';
import type { TaskFunctions } from '../tasks/task-functions.js';
import type { NamedArrays } from '../weights/named-arrays.js';
import { type ImageBatch, imagesOf, imageTensor } from './image-batch.js';
import { predictionsOf } from './supervised-program.js';
import { Variables } from './variables.js';

/** A trained network, to be applied to images. */
export class Predictor {
  readonly #network: Network;
  readonly #task: Pick<TaskFunctions, 'pool' | 'activate'>;
  readonly #variables: Variables;

  /** `values` must have exactly the network's variables. */
  constructor(network: Network, task: Pick<TaskFunctions, 'pool' | 'activate'>, values: NamedArrays) {
    this.#network = network;
    this.#task = task;
    this.#variables = new Variables(values);
  }

  /** Predictions for images whose sides are multiples of the network's stride. */
  predict(images: ImageBatch): ImageBatch {
    return imagesOf(
      tensorflow().tidy(() =>
        predictionsOf(this.#network, this.#task, this.#variables.readAll(''), imageTensor(images)),
      ),
    );
  }

  /** Frees all tensors. */
  dispose(): void {
    this.#variables.dispose();
  }
}
