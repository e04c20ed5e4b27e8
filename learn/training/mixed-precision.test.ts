import test from 'ava';
import { patchGan } from '../networks/patch-gan.js';
import { residualUnet } from '../networks/residual-unet/residual-unet.js';
import { convolutionProblem, type Precision } from '../runtime/graph/mixed-precision.js';
import { loadTensorFlow, tensorflow } from '../runtime/tensorflow.js';
import { taskFunctions } from '../tasks/build-task-functions.js';
import { testBatch, testValues } from '../testing/random-values.test-helper.js';
import { ganProgram } from './gan-program.js';
import { newTrainer } from './new-trainer.js';
import { adam } from './optimisers/adam.js';
import type { Program } from './program.js';
import { supervisedProgram } from './supervised-program.js';

test.before(async () => void (await loadTensorFlow()));

const network = residualUnet({ baseFilters: 4, dilations: [1, 2, 2] });
const supervised = () =>
  supervisedProgram({
    network,
    values: testValues(network),
    task: taskFunctions({
      target: { kind: 'mask' },
      losses: [{ kind: 'bce' }],
      metrics: [],
      monitor: { metric: 'bce', mode: 'min' },
    }),
    optimiser: adam({ beta1: 0.9, beta2: 0.999 }),
  });
const discriminator = patchGan({ layers: 2, baseFilters: 4 });
const gan = () =>
  ganProgram({
    generator: network,
    values: testValues(network),
    outputActivation: 'none',
    lambdaL1: 100,
    optimiser: adam({ beta1: 0.5, beta2: 0.999 }),
    adversary: { network: discriminator, values: testValues(discriminator), loss: 'lsgan' },
  });
const learningRate = 1e-2;

const trainerOf = (program: Program, precision: Precision) =>
  newTrainer(program, [{ kind: 'step', input: [4, 16, 16] }], { precision });

/** The losses of the first steps, each on another batch. */
function lossesOf(program: Program, precision: Precision, { steps = 4, rate = learningRate } = {}) {
  const trainer = trainerOf(program, precision);
  const losses = Array.from({ length: steps }, (_, step) => trainer.step(testBatch(4, 16, step), rate));
  trainer.dispose();
  return losses;
}

for (const [name, program] of [
  ['U-Net', supervised],
  ['GAN', gan],
] as const) {
  test(`the losses of a ${name} in mixed precision are close to those in float32, and others`, (t) => {
    // A GAN's generator is judged by a discriminator that has made its first step: a small one compares better.
    const first = { steps: 1, rate: 1e-4 };
    const [mixed] = lossesOf(program(), 'mixed', first);
    const [exact] = lossesOf(program(), 'float32', first);
    t.deepEqual(Object.keys(mixed!), Object.keys(exact!));
    for (const [loss, value] of Object.entries(exact!)) {
      t.not(mixed![loss], value, loss);
      t.true(Math.abs(mixed![loss]! - value) < 0.02 * value, `${loss}: ${mixed![loss]} for ${value}`);
    }
  });

  test(`training a ${name} twice in mixed precision gives the same bits`, (t) => {
    t.deepEqual(lossesOf(program(), 'mixed'), lossesOf(program(), 'mixed'));
  });

  test(`a ${name} in mixed precision goes on from a saved state with the same bits`, (t) => {
    const whole = trainerOf(program(), 'mixed');
    for (let step = 0; step < 2; step++) whole.step(testBatch(4, 16, step), learningRate);
    const resumed = trainerOf(program(), 'mixed');
    resumed.restore(whole.snapshot());
    for (let step = 2; step < 4; step++) {
      const batch = testBatch(3, 16, step);
      t.deepEqual(resumed.step(batch, learningRate), whole.step(batch, learningRate));
    }
    t.deepEqual(resumed.snapshot(), whole.snapshot());
    whole.dispose();
    resumed.dispose();
  });
}

test('training in mixed precision lowers the loss', (t) => {
  const trainer = trainerOf(supervised(), 'mixed');
  const losses = Array.from({ length: 20 }, () => trainer.step(testBatch(4, 16), learningRate)['loss']!);
  t.true(losses.at(-1)! < 0.7 * losses[0]!);
  trainer.dispose();
});

test('evaluations and predictions are in float32 whatever the precision of the steps', (t) => {
  const [mixed, exact] = [trainerOf(supervised(), 'mixed'), trainerOf(supervised(), 'float32')];
  mixed.step(testBatch(4, 16), learningRate);
  exact.restore(mixed.snapshot());
  const batch = testBatch(2, 16, 5);
  t.deepEqual(mixed.evaluate(batch), exact.evaluate(batch));
  t.deepEqual(mixed.predict(batch.input), exact.predict(batch.input));
  mixed.dispose();
  exact.dispose();
});

test('a type that has no convolutions here is told from one that has', (t) => {
  const tensors = tensorflow().memory().numTensors;
  t.is(convolutionProblem(), undefined);
  const complex64 = 8;
  t.regex(convolutionProblem(complex64)!, /Conv2D/);
  t.is(tensorflow().memory().numTensors, tensors);
});
