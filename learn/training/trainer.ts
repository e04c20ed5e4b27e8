import type { NamedArrays } from '../weights/named-arrays.js';
import type { ExampleBatch, ImageBatch } from './image-batch.js';

/** Everything that a training needs to go on, bit for bit. */
export interface TrainingState {
  /** Steps taken, which the optimiser's bias correction depends on. */
  readonly steps: number;
  readonly variables: NamedArrays;
}

/** Losses and predictions for images that are not trained on. */
export interface Evaluation {
  /** Means over the batch, by name. */
  readonly losses: Readonly<Record<string, number>>;
  /** Of the target's height and width. */
  readonly prediction: ImageBatch;
}

/** A network in training, however its steps are executed. */
export interface Trainer {
  /** Learns from one batch; returns the losses before the update, by name. */
  step(batch: ExampleBatch, learningRate: number): Readonly<Record<string, number>>;
  /** Input sides are multiples of the network's stride; a smaller target counts against the upper left of the output. */
  evaluate(batch: ExampleBatch): Evaluation;
  /** Predictions for images whose sides are multiples of the network's stride, normalised by running statistics. */
  predict(images: ImageBatch): ImageBatch;
  /** Copies of the network's weights and running statistics: what is handed on. */
  network(): NamedArrays;
  snapshot(): TrainingState;
  restore(state: TrainingState): void;
  /** Frees all tensors. */
  dispose(): void;
}
