import { tensorflow } from '../runtime/tensorflow.js';
import { type NamedArrays, withoutPrefix } from '../weights/named-arrays.js';
import { type ExampleBatch, type ImageBatch, imageTensor, mapImages } from './image-batch.js';
import type { Program } from './program.js';
import type { Trainer, TrainingState } from './trainer.js';
import { Variables } from './variables.js';

/** Executes a program operation by operation. */
export class EagerTrainer implements Trainer {
  readonly #program: Program;
  readonly #variables: Variables;
  #steps = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#variables = new Variables(program.initial);
  }

  step(batch: ExampleBatch, learningRate: number): Readonly<Record<string, number>> {
    const tf = tensorflow();
    const { beta1, beta2 } = this.#program.adam;
    this.#steps += 1;
    return tf.tidy(() => {
      const losses = this.#program.step(this.#variables, {
        input: imageTensor(batch.input),
        target: imageTensor(batch.target),
        learningRate: tf.scalar(learningRate),
        beta1Power: tf.scalar(beta1 ** this.#steps),
        beta2Power: tf.scalar(beta2 ** this.#steps),
      });
      const numbers = Object.entries(losses).map(([name, loss]) => [name, loss.dataSync()[0]!] as const);
      tf.dispose(losses);
      return Object.fromEntries(numbers);
    });
  }

  predict(images: ImageBatch): ImageBatch {
    return mapImages(images, (x) => this.#program.predict(this.#variables, x));
  }

  network(): NamedArrays {
    return withoutPrefix(this.#program.networkPrefix, this.#variables.snapshot(this.#program.networkPrefix));
  }

  snapshot(): TrainingState {
    return { steps: this.#steps, variables: this.#variables.snapshot() };
  }

  restore(state: TrainingState): void {
    this.#variables.restore(state.variables);
    this.#steps = state.steps;
  }

  dispose(): void {
    this.#variables.dispose();
  }
}
