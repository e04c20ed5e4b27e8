import type { Prediction } from '../tasks/meter.js';
import type { Overlap } from './overlap.js';

/** Counts of true (row) against predicted (column) classes. */
export class ConfusionMatrix {
  readonly classes: number;
  readonly #counts: Float64Array;

  constructor(classes: number) {
    this.classes = classes;
    this.#counts = new Float64Array(classes * classes);
  }

  /**
   * Counts each pixel of a prediction against its true class. The predicted class is the most probable channel, the
   * first of equal ones; with one channel it is 1 where the prediction is above `threshold`.
   */
  count(prediction: Prediction, truth: Float32Array, threshold: number): void {
    const { data, channels } = prediction;
    const counts = this.#counts;
    for (let i = 0; i < truth.length; i++) {
      let predicted = 0;
      if (channels === 1) {
        if (data[i]! > threshold) predicted = 1;
      } else {
        const start = i * channels;
        for (let channel = 1; channel < channels; channel++) {
          if (data[start + channel]! > data[start + predicted]!) predicted = channel;
        }
      }
      counts[truth[i]! * this.classes + predicted]! += 1;
    }
  }

  add(other: ConfusionMatrix): void {
    for (let i = 0; i < this.#counts.length; i++) this.#counts[i]! += other.#counts[i]!;
  }

  /** What is counted of one class. */
  overlap(number: number): Overlap {
    let predicted = 0;
    let labelled = 0;
    for (let other = 0; other < this.classes; other++) {
      predicted += this.#at(other, number);
      labelled += this.#at(number, other);
    }
    return { both: this.#at(number, number), predicted, labelled };
  }

  /** The share of what is counted whose predicted class is the true one. */
  accuracy(): number {
    let right = 0;
    for (let number = 0; number < this.classes; number++) right += this.#at(number, number);
    return right / this.#counts.reduce((sum, count) => sum + count, 0);
  }

  rows(): number[][] {
    return Array.from({ length: this.classes }, (_, row) => [
      ...this.#counts.subarray(row * this.classes, (row + 1) * this.classes),
    ]);
  }

  #at(labelled: number, predicted: number): number {
    return this.#counts[labelled * this.classes + predicted]!;
  }
}
