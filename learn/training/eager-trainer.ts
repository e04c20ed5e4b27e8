import { type Scalar, tensorflow } from '../runtime/tensorflow.js';
import { type NamedArrays, withoutPrefix } from '../weights/named-arrays.js';
import { type ExampleBatch, type ImageBatch, imagesOf, imageTensor } from './image-batch.js';
import type { Losses, Program } from './program.js';
import type { Evaluation, Trainer, TrainingState } from './trainer.js';
import { Variables } from './variables.js';

/** Executes a program operation by operation: the reference that recorded programs are compared with. */
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
    this.#steps += 1;
    return tf.tidy(() => {
      const scalars = Object.entries(this.#program.scalars(this.#steps, learningRate));
      const losses = this.#program.step(this.#variables, {
        ...exampleTensors(batch),
        scalars: Object.fromEntries(scalars.map(([name, value]) => [name, tf.scalar(value)])),
      });
      return numbersOf(losses);
    });
  }

  evaluate(batch: ExampleBatch): Evaluation {
    // Only the tensor leaves the tidy, which would look for tensors in each element of an array.
    let losses: Evaluation['losses'] = {};
    const output = tensorflow().tidy(() => {
      const evaluation = this.#program.evaluate(this.#variables, exampleTensors(batch));
      losses = numbersOf(evaluation.losses);
      return evaluation.prediction;
    });
    return { losses, prediction: imagesOf(output) };
  }

  predict(images: ImageBatch): ImageBatch {
    return imagesOf(tensorflow().tidy(() => this.#program.predict(this.#variables, imageTensor(images))));
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

function exampleTensors({ input, target }: ExampleBatch) {
  return { input: imageTensor(input), target: imageTensor(target) };
}

/** Reads the losses, and frees them: a tidy does not free what was kept out of a gradient's computation. */
function numbersOf(losses: Losses): Record<string, number> {
  const read = (loss: Scalar) => loss.dataSync()[0]!;
  const numbers = Object.fromEntries(Object.entries(losses).map(([name, loss]) => [name, read(loss)]));
  tensorflow().dispose(Object.values(losses));
  return numbers;
}
