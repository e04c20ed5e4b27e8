import { byRunning } from '../networks/batch-norm.js';
import type { Network } from '../networks/network.js';
import type { NamedArrays } from '../weights/named-arrays.js';
import { type ImageBatch, mapImages } from './image-batch.js';
import { Variables } from './variables.js';

/** A trained network, to be applied to images. */
export class Predictor {
  readonly #network: Network;
  readonly #variables: Variables;

  /** `values` must have exactly the network's variables. */
  constructor(network: Network, values: NamedArrays) {
    this.#network = network;
    this.#variables = new Variables(values);
  }

  /** The network's output for images whose sides are multiples of its stride. */
  predict(images: ImageBatch): ImageBatch {
    return mapImages(images, (x) => this.#network.forward(this.#variables.readAll(''), x, byRunning));
  }

  /** Frees all tensors. */
  dispose(): void {
    this.#variables.dispose();
  }
}
