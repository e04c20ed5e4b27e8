import test from 'ava';
import { loadTensorFlow, tensorflow } from '../../runtime/tensorflow.js';
import { Variables } from '../variables.js';
import { makeOptimiser } from './make-optimiser.js';
import type { Optimiser } from './optimiser.js';
import type { OptimiserSpec } from './optimiser-schema.js';

test.before(async () => void (await loadTensorFlow()));

const start = [1, -2];
const gradientAt = (step: number) => [0.3 * step, -0.01];
const learningRate = 0.1;

/** The weight after three steps, and whether the variable without a gradient stayed. */
function afterSteps(optimiser: Optimiser) {
  const tf = tensorflow();
  const weight = { shape: [2], data: Float32Array.from(start) };
  const weights = new Map([['w', weight]]);
  const variables = new Variables(new Map([...weights, ['still', weight], ...optimiser.slots(weights)]));
  for (let step = 1; step <= 3; step++) {
    tf.tidy(() => {
      const scalars = Object.entries(optimiser.scalars(step, learningRate));
      optimiser.apply(
        variables,
        new Map([['w', tf.tensor1d(gradientAt(step))]]),
        Object.fromEntries(scalars.map(([name, value]) => [name, tf.scalar(value)])),
      );
    });
  }
  const values = variables.snapshot();
  variables.dispose();
  return { moved: values.get('w')!.data, still: values.get('still')!.data, given: weight.data };
}

function adamByHand(beta1: number, beta2: number, decay: number): number[] {
  return start.map((from, i) => {
    let [weight, m, v] = [from, 0, 0];
    for (let step = 1; step <= 3; step++) {
      const g = gradientAt(step)[i]!;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      const [mCorrected, vCorrected] = [m / (1 - beta1 ** step), v / (1 - beta2 ** step)];
      weight -= learningRate * (decay * weight + mCorrected / (Math.sqrt(vCorrected) + 1e-8));
    }
    return weight;
  });
}

function sgdByHand(momentum: number, decay: number): number[] {
  return start.map((from, i) => {
    let [weight, velocity] = [from, 0];
    for (let step = 1; step <= 3; step++) {
      velocity = momentum * velocity + gradientAt(step)[i]! + decay * weight;
      weight -= learningRate * velocity;
    }
    return weight;
  });
}

for (const [name, spec, expected] of [
  ['Adam', { kind: 'adam', beta1: 0.5, beta2: 0.999 }, adamByHand(0.5, 0.999, 0)],
  ['AdamW', { kind: 'adamw', beta1: 0.9, beta2: 0.99, weightDecay: 0.2 }, adamByHand(0.9, 0.99, 0.2)],
  ['SGD with momentum', { kind: 'sgd', momentum: 0.9, weightDecay: 0 }, sgdByHand(0.9, 0)],
  ['SGD with weight decay', { kind: 'sgd', momentum: 0.5, weightDecay: 0.3 }, sgdByHand(0.5, 0.3)],
] as const satisfies readonly (readonly [string, OptimiserSpec, number[]])[]) {
  test(`${name} follows its formula, and only what has a gradient moves`, (t) => {
    const before = tensorflow().memory().numTensors;
    const { moved, still, given } = afterSteps(makeOptimiser(spec));
    for (const [i, value] of expected.entries()) t.true(Math.abs(moved[i]! - value) < 1e-5);
    t.deepEqual([...still], start);
    t.deepEqual([...given], start, 'the caller keeps its own array');
    t.is(tensorflow().memory().numTensors, before);
  });
}

test('an optimiser’s state begins as zeros of the weights’ shapes', (t) => {
  const weights = new Map([['d/filter', { shape: [2, 3], data: new Float32Array(6).fill(7) }]]);
  const zeros = { shape: [2, 3], data: new Float32Array(6) };
  t.deepEqual(
    [...makeOptimiser({ kind: 'adam', beta1: 0.9, beta2: 0.999 }).slots(weights)],
    [
      ['adam.m/d/filter', zeros],
      ['adam.v/d/filter', zeros],
    ],
  );
});
