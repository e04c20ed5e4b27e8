import type { Scalar, Tensor4D } from '../runtime/tensorflow.js';
import type { NamedArrays } from '../weights/named-arrays.js';
import type { AdamFeeds, AdamOptions } from './adam.js';
import type { Variables } from './variables.js';

/** Everything that differs between two steps of one program and is not a variable. */
export interface StepFeeds extends AdamFeeds {
  /** [n, h, w, 1] */
  readonly input: Tensor4D;
  /** [n, h, w, 1] */
  readonly target: Tensor4D;
}

/**
 * What one training step computes, apart from how it is executed. `step` and `predict` consist of TensorFlow
 * operations on variables and feeds only: nothing that changes between steps is computed in JavaScript, so that a
 * step can be recorded once and replayed as one graph.
 */
export interface Program {
  /** All variables before the first step: networks' variables under their prefixes, and the optimiser's slots. */
  readonly initial: NamedArrays;
  /** Prefix of the variables of the network that is trained to be used. */
  readonly networkPrefix: string;
  readonly adam: AdamOptions;
  /** Updates the variables; returns the losses that it computed on the way. Runs inside a tidy. */
  step(variables: Variables, feeds: StepFeeds): Readonly<Record<string, Scalar>>;
  /** The network's output for images [n, h, w, 1], normalised by running statistics. Runs inside a tidy. */
  predict(variables: Variables, images: Tensor4D): Tensor4D;
}
