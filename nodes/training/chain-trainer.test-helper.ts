import type { ExampleBatch, ImageBatch } from '../../learn/training/image-batch.js';
import type { Evaluation, Trainer, TrainingState } from '../../learn/training/trainer.js';
import type { NamedArrays } from '../../learn/weights/named-arrays.js';

/**
 * A trainer in miniature, without TensorFlow: two numbers, which every example, its place in the batch, the learning
 * rate and the number of steps change for good. So trainings that differ in any of these end with other numbers.
 */
export class ChainTrainer implements Trainer {
  #steps = 0;
  #weight = 0.5;
  #moment = 0;

  /** The loss of a step that is not finite, by its number. */
  readonly #failures: Readonly<Record<number, number>>;

  constructor(failures: Readonly<Record<number, number>> = {}) {
    this.#failures = failures;
  }

  step({ input, target }: ExampleBatch, learningRate: number) {
    this.#steps += 1;
    for (const [i, value] of input.data.entries()) {
      this.#moment = Math.fround(0.9 * this.#moment + 0.1 * value - 0.01 * (target.data[i] ?? 0));
      this.#weight = Math.fround(this.#weight + (learningRate * this.#moment) / (this.#steps + i));
    }
    return { loss: this.#failures[this.#steps] ?? Math.abs(Math.sin(1_000 * this.#weight)) };
  }

  evaluate({ target }: ExampleBatch): Evaluation {
    return { losses: { loss: this.#weight }, prediction: this.predict(target) };
  }

  predict(images: ImageBatch): ImageBatch {
    return { ...images, data: images.data.map((value) => value * this.#weight) };
  }

  network(): NamedArrays {
    return new Map([['weight', { shape: [1], data: Float32Array.of(this.#weight) }]]);
  }

  snapshot(): TrainingState {
    const moment = { shape: [1], data: Float32Array.of(this.#moment) };
    return { steps: this.#steps, variables: new Map([...this.network(), ['moment', moment]]) };
  }

  restore({ steps, variables }: TrainingState): void {
    this.#steps = steps;
    this.#weight = variables.get('weight')!.data[0]!;
    this.#moment = variables.get('moment')!.data[0]!;
  }

  /** What a validation finds of the network, between 0 and 1, jumping from epoch to epoch. */
  get value(): number {
    return Math.abs(Math.cos(1_000 * this.#weight));
  }

  dispose(): void {}
}
