import type { Trainer } from '../../learn/training/trainer.js';
import type { HistoryLine } from '../artifacts/history.js';
import type { DrawingOptions } from './drawing/examples.js';
import type { ExampleSource } from './epoch-batches.js';
import type { MeasuredEpoch, TrainingRules } from './training-record.js';

/** What was found on the validation images after an epoch. */
export interface Validation {
  /** By name; the monitored value is one of them. Infinite values are allowed (PSNR of equal images), NaN is divergence. */
  readonly values: Readonly<Record<string, number>>;
  /** Short texts for the epoch's line of the history: `{ "stuck": "all background" }`. */
  readonly notes?: Readonly<Record<string, string>>;
}

export interface TrainingRequest extends TrainingRules {
  readonly trainer: Trainer;
  readonly source: ExampleSource;
  /** How examples are drawn beside the training; no result depends on it. */
  readonly drawing?: Partial<DrawingOptions>;
  /** The node's type, which its streams of random numbers begin with. */
  readonly stream: string;
  readonly seed: number;
  readonly epochs: number;
  /** Of epoch 1, 2, …; must not depend on `epochs`, or a training could not be extended. */
  learningRateAt(epoch: number): number;
  /** The loss that progress shows. */
  readonly shownLoss: string;
  /**
   * What is measured on the validation images after an epoch. It may look at the history of the epochs before, and
   * must depend on nothing else that a resumed training would not have.
   */
  validate(epoch: number, history: readonly HistoryLine[]): Promise<Validation>;
  /** The history's numbers for these means over the epoch's training examples and these validation values. */
  historyOf(
    losses: Readonly<Record<string, number>>,
    validation: Readonly<Record<string, number>>,
    epoch: number,
  ): Readonly<Record<string, number>>;
  /** Files worth keeping of an epoch, such as pictures, by names that no other epoch uses; asked for after it. */
  attach?(epoch: number): Promise<Readonly<Record<string, Uint8Array>>>;
}

/** Weights and running statistics of the network after an epoch. */
export interface EpochWeights extends MeasuredEpoch {
  /** In safetensors form; they lie in the store until they are read. */
  read(): Promise<Uint8Array>;
}

export interface TrainingResult {
  /** Epochs trained: fewer than asked for where the training ended early. */
  readonly epoch: number;
  /** What the checkpoint policy chooses after the last epoch. */
  readonly chosen: EpochWeights;
  /** What it chose at each multiple of `every`. */
  readonly kept: readonly { readonly epoch: number; readonly weights: EpochWeights }[];
  /** One line an epoch. The last one has a text `stoppedEarly` where the training ended early. */
  readonly history: readonly HistoryLine[];
  /** In the order in which they were attached. */
  readonly attachments: readonly { readonly name: string; read(): Promise<Uint8Array> }[];
}
