import type { Scalar, Tensor4D } from '../runtime/tensorflow.js';
import type { NamedArrays } from '../weights/named-arrays.js';
import type { StepScalars } from './optimisers/optimiser.js';
import type { Variables } from './variables.js';

/** Images and what the network should make of them. */
export interface ExampleTensors {
  /** [n, h, w, 1] */
  readonly input: Tensor4D;
  /** [n, h', w', 1] */
  readonly target: Tensor4D;
}

/** Everything that differs between two steps of one program and is not a variable. */
export interface StepFeeds extends ExampleTensors {
  /** What the program's `scalars` gave for this step. */
  readonly scalars: StepScalars<Scalar>;
}

/** Losses by name. */
export type Losses = Readonly<Record<string, Scalar>>;

/**
 * What one training step computes, apart from how it is executed. `step`, `evaluate` and `predict` consist of
 * TensorFlow operations on variables and feeds only: nothing that changes between steps is computed in JavaScript, so
 * that each can be recorded once and replayed as one graph. They run inside a tidy.
 */
export interface Program {
  /** All variables before the first step: networks' variables under their prefixes, and the optimiser's slots. */
  readonly initial: NamedArrays;
  /** Prefix of the variables of the network that is trained to be used. */
  readonly networkPrefix: string;
  /** Numbers that `step` is given at step 1, 2, …, such as the learning rate. */
  scalars(step: number, learningRate: number): StepScalars<number>;
  /** Updates the variables; returns the losses that it computed on the way. */
  step(variables: Variables, feeds: StepFeeds): Losses;
  /**
   * Losses and predictions [n, h', w', channels], normalised by running statistics; where the target is smaller than
   * the network's output, only the part of the output at its upper left counts and is returned.
   */
  evaluate(variables: Variables, examples: ExampleTensors): { losses: Losses; prediction: Tensor4D };
  /** Predictions for images [n, h, w, 1], normalised by running statistics. */
  predict(variables: Variables, images: Tensor4D): Tensor4D;
}
