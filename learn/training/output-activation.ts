import type { Tensor4D } from '../runtime/tensorflow.js';

/** What a generator's last layer goes through to become an image. */
export const outputActivations = {
  none: (x: Tensor4D) => x,
  sigmoid: (x: Tensor4D) => x.sigmoid(),
  tanh: (x: Tensor4D) => x.tanh(),
} as const;

export type OutputActivation = keyof typeof outputActivations;
