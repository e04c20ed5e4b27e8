import { byBatch } from '../../networks/batch-norm.js';
import { type Tensor4D, tensorflow } from '../../runtime/tensorflow.js';
import type { ExpectedCall } from '../../training/expected-call.js';
import { type ExampleBatch, imagesOf, imageTensor } from '../../training/image-batch.js';
import type { Program } from '../../training/program.js';
import type { Trainer, TrainingState } from '../../training/trainer.js';
import type { NamedArray, NamedArrays } from '../../weights/named-arrays.js';
import {
  batchesOf,
  imageArray,
  networksOf,
  type ParityCase,
  parityValues,
  programOf,
} from './parity-case.test-helper.js';

export type NewTrainer = (program: Program, expected: readonly ExpectedCall[]) => Trainer;

/**
 * What a case computes, by name:
 * - `output/by-batch`, `output/by-running`: what the untrained network gives for the first batch, normalised by the
 *   batch or by running statistics; `output/scores`: what an untrained discriminator gives for input and target;
 * - `gradient/<variable>` and `statistic/<variable>`: gradients of the first step, and running statistics after it;
 * - `loss/<name>`: the losses, one number a step.
 */
export function parityNumbers(parityCase: ParityCase, newTrainer: NewTrainer): NamedArrays {
  const { count, side, learningRate, beta1 } = parityCase;
  const input = [count, side, side] as const;
  const trainer = newTrainer(programOf(parityCase), [
    { kind: 'predict', input },
    { kind: 'step', input },
  ]);
  const batches = batchesOf(parityCase);
  const found = new Map(outputsByBatch(parityCase, batches[0]!));
  found.set('output/by-running', imageArray(trainer.predict(batches[0]!.input)));

  const losses = batches.map((batch, step) => {
    const ofStep = trainer.step(batch, learningRate);
    if (step === 0) for (const [name, array] of firstStep(trainer.snapshot(), beta1)) found.set(name, array);
    return ofStep;
  });
  for (const name of Object.keys(losses[0]!)) {
    found.set(`loss/${name}`, vector(losses.map((ofStep) => ofStep[name]!)));
  }
  trainer.dispose();
  return found;
}

/** A list of numbers as an array. */
export function vector(numbers: readonly number[]): NamedArray {
  return { shape: [numbers.length], data: Float32Array.from(numbers) };
}

/** Gradients and statistics. After one step, Adam's first moment is (1 − β₁) times the gradient. */
function firstStep({ variables }: TrainingState, beta1: number): [string, NamedArray][] {
  return [...variables].flatMap(([name, { shape, data }]): [string, NamedArray][] => {
    if (name.startsWith('adam.m/')) {
      const gradient = data.map((moment) => moment / (1 - beta1));
      return [[name.replace('adam.m/', 'gradient/'), { shape, data: gradient }]];
    }
    if (!name.startsWith('adam.') && /\.(mean|variance)$/.test(name)) {
      return [[`statistic/${name}`, { shape, data }]];
    }
    return [];
  });
}

function outputsByBatch(parityCase: ParityCase, { input, target }: ExampleBatch) {
  const tf = tensorflow();
  const outputs = [...networksOf(parityCase)].map(([prefix, network]): [string, NamedArray] => {
    const judges = prefix === 'discriminator/';
    const output = tf.tidy(() => {
      const arrays = [...parityValues(network, parityCase)];
      const variables = Object.fromEntries(
        arrays.map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
      );
      const x = imageTensor(input);
      const seen = judges ? (tf.concat([x, imageTensor(target)], 3) as Tensor4D) : x;
      return network.forward(variables, seen, byBatch);
    });
    return [judges ? 'output/scores' : 'output/by-batch', imageArray(imagesOf(output))];
  });
  return outputs;
}
