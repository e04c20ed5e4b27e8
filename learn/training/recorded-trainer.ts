import type { Precision } from '../runtime/graph/mixed-precision.js';
import { type Tensor, type Tensor4D, type Tensors, tensorflow } from '../runtime/tensorflow.js';
import { type NamedArrays, withoutPrefix } from '../weights/named-arrays.js';
import type { ExpectedCall, ImageShape } from './expected-call.js';
import { type ExampleBatch, type ImageBatch, imagesOf, imageTensor } from './image-batch.js';
import type { ExampleTensors, Program } from './program.js';
import { ProgramSet } from './program-set.js';
import type { Evaluation, Trainer, TrainingState } from './trainer.js';
import type { Variables } from './variables.js';

/** Prefixes that keep apart what is given or returned under names of the program's own. */
const scalarPrefix = 'scalar.';
const lossPrefix = 'loss.';

export interface RecordedTrainerOptions {
  /** How steps compute; evaluations and predictions are in float32 always. The default is float32. */
  readonly precision?: Precision;
}

/** Executes a program as recorded graphs, one for each kind of call and shape of images. */
export class RecordedTrainer implements Trainer {
  readonly #program: Program;
  readonly #set: ProgramSet;
  readonly #precision: Precision;
  #steps = 0;

  /** `expected` is recorded at once; a call of another shape is recorded when it comes, and loads the graph anew. */
  constructor(
    program: Program,
    expected: readonly ExpectedCall[],
    { precision = 'float32' }: RecordedTrainerOptions = {},
  ) {
    this.#program = program;
    this.#precision = precision;
    this.#set = new ProgramSet(program.initial);
    for (const call of expected) this.#recorded(call);
  }

  step({ input, target }: ExampleBatch, learningRate: number): Readonly<Record<string, number>> {
    const tf = tensorflow();
    this.#steps += 1;
    const call = this.#recorded({ kind: 'step', input: shapeOf(input), target: shapeOf(target) });
    const scalars = Object.entries(this.#program.scalars(this.#steps, learningRate));
    const results = this.#set.run(call, {
      input: imageTensor(input),
      target: imageTensor(target),
      ...Object.fromEntries(scalars.map(([name, value]) => [scalarPrefix + name, tf.scalar(value)])),
    });
    return lossesOf(results);
  }

  evaluate({ input, target }: ExampleBatch): Evaluation {
    const call = this.#recorded({ kind: 'evaluate', input: shapeOf(input), target: shapeOf(target) });
    const results = this.#set.run(call, { input: imageTensor(input), target: imageTensor(target) });
    return { losses: lossesOf(results), prediction: imagesOf(results['prediction'] as Tensor4D) };
  }

  predict(images: ImageBatch): ImageBatch {
    const call = this.#recorded({ kind: 'predict', input: shapeOf(images) });
    const results = this.#set.run(call, { input: imageTensor(images) });
    return imagesOf(results['prediction'] as Tensor4D);
  }

  network(): NamedArrays {
    return withoutPrefix(this.#program.networkPrefix, this.#set.values(this.#program.networkPrefix));
  }

  snapshot(): TrainingState {
    return { steps: this.#steps, variables: this.#set.values() };
  }

  restore(state: TrainingState): void {
    this.#set.assign(state.variables);
    this.#steps = state.steps;
  }

  dispose(): void {
    this.#set.dispose();
  }

  /** The name of a call in the set, where it is recorded if it is not there yet. */
  #recorded({ kind, input, target = input }: ExpectedCall): string {
    const name = kind === 'predict' ? `${kind}-${size(input)}` : `${kind}-${size(input)}-${size(target)}`;
    if (this.#set.has(name)) return name;
    const program = this.#program;
    const examples = { input: [...input, 1], target: [...target, 1] };
    if (kind === 'step') {
      const scalars = Object.keys(program.scalars(1, 1)).map(
        (scalar) => [scalarPrefix + scalar, []] as const,
      );
      const step = (variables: Variables, feeds: Tensors) =>
        prefixed(
          lossPrefix,
          program.step(variables, { ...exampleTensors(feeds), scalars: scalarsOf(feeds) }),
        );
      this.#set.add(name, { ...examples, ...Object.fromEntries(scalars) }, step, this.#precision);
    } else if (kind === 'evaluate') {
      this.#set.add(name, examples, (variables, feeds) => {
        const { losses, prediction } = program.evaluate(variables, exampleTensors(feeds));
        return { ...prefixed(lossPrefix, losses), prediction };
      });
    } else {
      this.#set.add(name, { input: examples.input }, (variables, feeds) => ({
        prediction: program.predict(variables, feeds['input'] as Tensor4D),
      }));
    }
    return name;
  }
}

const size = (shape: ImageShape) => shape.join('x');

function shapeOf({ count, height, width }: ImageBatch): ImageShape {
  return [count, height, width];
}

function exampleTensors(feeds: Tensors): ExampleTensors {
  return { input: feeds['input'] as Tensor4D, target: feeds['target'] as Tensor4D };
}

function scalarsOf(feeds: Tensors) {
  return unprefixed(scalarPrefix, feeds) as Parameters<Program['step']>[1]['scalars'];
}

function prefixed<T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

function unprefixed<T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> {
  const inside = Object.entries(values).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(inside.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** Reads the losses among the results, and frees them. */
function lossesOf(results: Tensors): Record<string, number> {
  const read = (loss: Tensor) => {
    const value = loss.dataSync()[0]!;
    loss.dispose();
    return value;
  };
  const losses = Object.entries(unprefixed(lossPrefix, results));
  return Object.fromEntries(losses.map(([name, loss]) => [name, read(loss)]));
}
