import { ConfusionMatrix } from '../../learn/metrics/confusion-matrix.js';
import { classNames } from '../../learn/tasks/head.js';
import type { Prediction, Truth } from '../../learn/tasks/meter.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import type { HistoryLine } from '../artifacts/history.js';
import { loneClassText } from '../training/lone-class-text.js';

/** After so many epochs in a row in which it has given one class only, a network is stuck. */
const epochsUntilStuck = 3;

/** Tells whether a network gives one class for every pixel of every image, where the truth has several. */
export class LoneClass {
  readonly #target: Task['target'];
  readonly #names: readonly string[];
  readonly #threshold: number;
  readonly #counts: ConfusionMatrix;

  constructor({ target, measure }: Task) {
    this.#target = target;
    this.#names = classNames(target);
    this.#threshold = measure?.threshold ?? 0.5;
    this.#counts = new ConfusionMatrix(this.#names.length);
  }

  add(prediction: Prediction, { pixels }: Truth): void {
    if (this.#names.length > 0) this.#counts.count(prediction, pixels, this.#threshold);
  }

  /** `all background` or `all "Au"`; undefined where several classes were predicted, or there is only one to be predicted. */
  get text(): string | undefined {
    const rows = this.#counts.rows();
    const predicted = this.#names.filter((_, number) => rows.some((row) => row[number]! > 0));
    const labelled = rows.filter((row) => row.some((count) => count > 0));
    return predicted.length === 1 && labelled.length > 1
      ? loneClassText(this.#target, predicted[0]!)
      : undefined;
  }
}

/**
 * What the history says of an epoch whose predictions are all of one class, given the lines of the epochs before:
 * `predicted`, and `stuck` where it is so for the third epoch in a row, or more.
 */
export function stuckNotes(
  lone: string | undefined,
  history: readonly HistoryLine[],
): Record<string, string> {
  if (lone === undefined) return {};
  const isStuck = lastSuchEpochs(lone, history) + 1 >= epochsUntilStuck;
  return { predicted: lone, ...(isStuck && { stuck: lone }) };
}

/** At how many epochs in a row, up to the end of the history, all predictions were of this class. */
export function lastSuchEpochs(lone: HistoryLine[string], history: readonly HistoryLine[]): number {
  const others = history.findLastIndex(({ predicted }) => predicted !== lone);
  return history.length - 1 - others;
}
