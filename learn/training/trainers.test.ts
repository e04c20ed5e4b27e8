import test from 'ava';
import { byRunning } from '../networks/batch-norm.js';
import { buildNetwork } from '../networks/build-network.js';
import { patchGan } from '../networks/patch-gan.js';
import { residualUnet } from '../networks/residual-unet/residual-unet.js';
import { loadTensorFlow, tensorflow } from '../runtime/tensorflow.js';
import { taskFunctions } from '../tasks/build-task-functions.js';
import { testBatch, testValues } from '../testing/random-values.test-helper.js';
import { EagerTrainer } from './eager-trainer.js';
import { ganProgram } from './gan-program.js';
import { imageOf } from './image-batch.js';
import { adam } from './optimisers/adam.js';
import { sgd } from './optimisers/sgd.js';
import { Predictor } from './predictor.js';
import type { Program } from './program.js';
import { RecordedTrainer } from './recorded-trainer.js';
import { type SupervisedOptions, supervisedProgram } from './supervised-program.js';

test.before(async () => void (await loadTensorFlow()));

const task = taskFunctions({
  target: { kind: 'mask' },
  losses: [{ kind: 'bce' }],
  metrics: [],
  monitor: { metric: 'bce', mode: 'min' },
});
const network = residualUnet({ baseFilters: 2, dilations: [1, 1, 2] });
const optimiser = adam({ beta1: 0.9, beta2: 0.999 });
const program = (changes: Partial<SupervisedOptions> = {}) =>
  supervisedProgram({ network, values: testValues(network), task, optimiser, ...changes });

const eager = (what: Program = program()) => new EagerTrainer(what);
const recorded = (what: Program = program()) =>
  new RecordedTrainer(what, [{ kind: 'step', input: [4, 16, 16] }]);
const learningRate = 1e-2;

for (const [kind, newTrainer] of [
  ['eager', eager],
  ['recorded', recorded],
] as const) {
  test(`${kind} training lowers the loss`, (t) => {
    const trainer = newTrainer();
    const losses = Array.from({ length: 20 }, () => trainer.step(testBatch(4, 16), learningRate)['loss']!);
    t.true(losses.at(-1)! < 0.7 * losses[0]!);
    trainer.dispose();
  });

  test(`a restored ${kind} training goes on with the same bits as one that was not interrupted`, (t) => {
    const whole = newTrainer();
    for (let step = 0; step < 2; step++) whole.step(testBatch(4, 16, step), learningRate);
    const saved = whole.snapshot();

    const resumed = newTrainer();
    resumed.step(testBatch(4, 16, 9), learningRate);
    resumed.restore(saved);
    for (let step = 2; step < 4; step++) {
      t.deepEqual(
        resumed.step(testBatch(3, 16, step), learningRate),
        whole.step(testBatch(3, 16, step), learningRate),
      );
    }
    t.deepEqual(resumed.snapshot(), whole.snapshot());
    t.is(saved.steps, 2);
    whole.dispose();
    resumed.dispose();
  });

  test(`${kind} prediction uses running statistics, so an image’s result does not depend on its batch`, (t) => {
    const trainer = newTrainer();
    trainer.step(testBatch(4, 16), learningRate);
    const { input } = testBatch(2, 16, 5);
    const both = trainer.predict(input).data.subarray(0, 256);
    const alone = trainer.predict({ ...input, count: 1, data: input.data.slice(0, 256) }).data;
    t.true(alone.every((x, i) => Math.abs(x - both[i]!) < 1e-5));
    trainer.dispose();
  });

  test(`${kind} evaluation counts the upper left part of the output where the target is smaller`, (t) => {
    const trainer = newTrainer();
    const { input, target } = testBatch(1, 16, 3);
    const rows = { ...target, height: 13, data: target.data.slice(0, 13 * 16) };
    const { losses, prediction } = trainer.evaluate({ input, target: rows });
    const whole = trainer.predict(input);
    t.is(prediction.height, 13);
    t.true(prediction.data.every((p, i) => p === whole.data[i]));
    const bce = rows.data.map((y, i) => -Math.log(y > 0 ? whole.data[i]! : 1 - whole.data[i]!));
    t.true(Math.abs(losses['loss']! - bce.reduce((sum, x) => sum + x, 0) / bce.length) < 1e-5);
    trainer.dispose();
  });

  test(`no tensor of ${kind} training is left behind`, (t) => {
    const before = tensorflow().memory().numTensors;
    const trainer = newTrainer();
    const batch = testBatch(4, 16);
    trainer.step(batch, learningRate);
    const held = tensorflow().memory().numTensors;
    trainer.step(batch, learningRate);
    trainer.predict(batch.input);
    trainer.evaluate(batch);
    trainer.restore(trainer.snapshot());
    t.is(tensorflow().memory().numTensors, held);
    trainer.dispose();
    t.is(tensorflow().memory().numTensors, before);
  });

  test(`a state with other variables is a bug in ${kind} training, said by name`, (t) => {
    const trainer = newTrainer();
    const { steps, variables } = trainer.snapshot();
    const without = new Map(variables);
    without.delete('network/head.bias');
    t.throws(() => trainer.restore({ steps, variables: without }), { message: /network\/head\.bias/ });
    const reshaped = new Map(variables).set('network/head.bias', { shape: [2], data: new Float32Array(2) });
    t.throws(() => trainer.restore({ steps, variables: reshaped }), { message: /\[1\].*\[2\]/ });
    trainer.dispose();
  });

  test(`frozen variables stay as they are in ${kind} training, running statistics too, and biases that BatchNorm takes away; the others move`, (t) => {
    const frozen = (name: string) => name.startsWith('encoder.');
    const trainer = newTrainer(program({ frozen }));
    const before = trainer.network();
    trainer.step(testBatch(4, 16), learningRate);
    const after = trainer.network();
    for (const { name, kind: what, trained } of network.variables) {
      const stays = frozen(name) || (what === 'weight' && !trained);
      t.is(
        after.get(name)!.data.every((x, i) => x === before.get(name)!.data[i]),
        stays,
        name,
      );
    }
    trainer.dispose();
  });
}

const hr = buildNetwork({ kind: 'hrnet', preset: 'W18-small-v1', stemStride: 4 });
const generator = residualUnet({ baseFilters: 2, dilations: [1, 2, 1] });
const discriminator = patchGan({ layers: 2, baseFilters: 2 });
const gan = (loss: 'lsgan' | 'vanilla') =>
  ganProgram({
    generator,
    values: testValues(generator),
    outputActivation: 'none',
    lambdaL1: 100,
    optimiser: adam({ beta1: 0.5, beta2: 0.999 }),
    adversary: { network: discriminator, values: testValues(discriminator), loss },
  });
const deep = residualUnet({ baseFilters: 4, dilations: [1, 2, 1, 2] });

for (const [name, what, side] of [
  ['U-Net', program(), 16],
  ['deeper, dilated U-Net', program({ network: deep, values: testValues(deep) }), 32],
  ['partly frozen U-Net', program({ frozen: (variable) => variable.startsWith('decoder.') }), 16],
  ['U-Net with momentum', program({ optimiser: sgd({ momentum: 0.9, weightDecay: 1e-3 }) }), 16],
  ['U-Net with AdamW', program({ optimiser: adam({ beta1: 0.9, beta2: 0.99, weightDecay: 0.1 }) }), 16],
  ['GAN', gan('lsgan'), 16],
  ['vanilla GAN', gan('vanilla'), 16],
  ['HRNet', program({ network: hr, values: testValues(hr) }), 32],
] as const) {
  test(`recorded steps of a ${name} have the bits of eager ones; evaluations and predictions agree`, (t) => {
    const reference = new EagerTrainer(what);
    const trainer = new RecordedTrainer(what, [{ kind: 'step', input: [3, side, side] }]);
    // Other numbers than those that were recorded, in each step: what was frozen by accident would show.
    for (let step = 0; step < 3; step++) {
      const batch = testBatch(step === 1 ? 2 : 3, side, step);
      const rate = learningRate / (step + 1);
      t.deepEqual(trainer.step(batch, rate), reference.step(batch, rate));
    }
    t.deepEqual(trainer.snapshot(), reference.snapshot());
    const batch = testBatch(2, side, 7);
    const [one, other] = [trainer.evaluate(batch), reference.evaluate(batch)];
    t.deepEqual(Object.keys(one.losses), Object.keys(other.losses));
    for (const [loss, value] of Object.entries(one.losses)) t.true(near(value, other.losses[loss]!));
    // Here TensorFlow merges normalisation into the convolution before it, which rounds otherwise.
    t.true(one.prediction.data.every((x, i) => near(x, other.prediction.data[i]!)));
    t.deepEqual(trainer.predict(batch.input), one.prediction);
    reference.dispose();
    trainer.dispose();
  });
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-4 * Math.max(1, Math.abs(b));
}

test('a predictor with the trained weights gives the trainer’s own predictions', (t) => {
  const trainer = eager();
  trainer.step(testBatch(4, 16), learningRate);
  const { input } = testBatch(2, 24, 5);
  const untrained = new Predictor(network, task, testValues(network));
  const trained = new Predictor(network, task, trainer.network());
  t.notDeepEqual(untrained.predict(input), trainer.predict(input));
  t.deepEqual(trained.predict(input), trainer.predict(input));
  for (const each of [trainer, untrained, trained]) each.dispose();
});

test('predictions are probabilities, one channel for each that the network has', (t) => {
  const classes = taskFunctions({
    target: { kind: 'classes', classes: ['a', 'b', 'c'] },
    losses: [{ kind: 'ce' }],
    metrics: [],
    monitor: { metric: 'ce', mode: 'min' },
  });
  const three = residualUnet({ baseFilters: 2, dilations: [1, 1], outputs: 3 });
  const predictor = new Predictor(three, classes, testValues(three));
  const output = predictor.predict(testBatch(2, 8).input);
  t.is(output.channels, 3);
  const [first] = [imageOf(output, 0)];
  t.true(Math.abs(first[0]! + first[1]! + first[2]! - 1) < 1e-6);
  predictor.dispose();
});

test('the running statistics move towards those of the batches', (t) => {
  const trainer = recorded();
  const before = trainer.network().get('encoder.0.norm1.mean')!.data;
  trainer.step(testBatch(4, 16), learningRate);
  t.notDeepEqual(trainer.network().get('encoder.0.norm1.mean')!.data, before);
  trainer.dispose();
});

test('gradients flow through layers whose statistics are frozen', (t) => {
  const frozen = (name: string) => !name.startsWith('encoder.0.conv1');
  const trainer = recorded(program({ frozen }));
  const before = trainer.network().get('encoder.0.conv1.filter')!.data;
  trainer.step(testBatch(4, 16), learningRate);
  t.notDeepEqual(trainer.network().get('encoder.0.conv1.filter')!.data, before);
  trainer.dispose();
});

test('a program that reads a value which it computes cannot be recorded', (t) => {
  const reading: Program = {
    ...program(),
    predict(variables, images) {
      const output = network.forward(variables.readAll('network/'), images, byRunning);
      return output.mul(output.dataSync()[0]!);
    },
  };
  const trainer = recorded(reading);
  t.throws(() => trainer.predict(testBatch(1, 16).input), { message: /^bug: a step reads a value/ });
  trainer.dispose();
});
