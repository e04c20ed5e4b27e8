import test from 'ava';
import { residualUnet } from '../networks/residual-unet.js';
import { loadTensorFlow, tensorflow } from '../runtime/tensorflow.js';
import { testBatch, testValues } from '../testing/random-values.test-helper.js';
import { EagerTrainer } from './eager-trainer.js';
import { Predictor } from './predictor.js';
import { supervisedProgram } from './supervised-program.js';

test.before(async () => void (await loadTensorFlow()));

const network = residualUnet({ baseFilters: 2, dilations: [1, 1, 2] });
const newTrainer = () => new EagerTrainer(supervisedProgram(network, testValues(network)));
const learningRate = 1e-2;

test('training lowers the loss', (t) => {
  const trainer = newTrainer();
  const losses = Array.from({ length: 20 }, () => trainer.step(testBatch(4, 16), learningRate)['loss']!);
  t.true(losses.at(-1)! < 0.7 * losses[0]!);
  trainer.dispose();
});

test('the same steps give the same bits', (t) => {
  const states = [0, 1].map(() => {
    const trainer = newTrainer();
    for (let step = 0; step < 3; step++) trainer.step(testBatch(4, 16, step), learningRate);
    const state = trainer.snapshot();
    trainer.dispose();
    return state;
  });
  t.deepEqual(states[0], states[1]);
});

test('a restored training goes on with the same bits as one that was not interrupted', (t) => {
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

test('a predictor with the trained weights gives the trainer’s own predictions', (t) => {
  const trainer = newTrainer();
  trainer.step(testBatch(4, 16), learningRate);
  const { input } = testBatch(2, 24, 5);
  const untrained = new Predictor(network, testValues(network));
  const trained = new Predictor(network, trainer.network());
  t.notDeepEqual(untrained.predict(input), trainer.predict(input));
  t.deepEqual(trained.predict(input), trainer.predict(input));
  for (const each of [trainer, untrained, trained]) each.dispose();
});

test('prediction uses running statistics, so an image’s result does not depend on its batch', (t) => {
  const trainer = newTrainer();
  trainer.step(testBatch(4, 16), learningRate);
  const { input } = testBatch(2, 16, 5);
  const both = trainer.predict(input).data.subarray(0, 256);
  const alone = trainer.predict({ ...input, count: 1, data: input.data.slice(0, 256) }).data;
  t.true(alone.every((x, i) => Math.abs(x - both[i]!) < 1e-5));
  trainer.dispose();
});

test('no tensor is left behind', (t) => {
  const before = tensorflow().memory().numTensors;
  const trainer = newTrainer();
  const held = tensorflow().memory().numTensors;
  trainer.step(testBatch(4, 16), learningRate);
  trainer.predict(testBatch(1, 16).input);
  trainer.restore(trainer.snapshot());
  t.is(tensorflow().memory().numTensors, held);
  trainer.dispose();
  t.is(tensorflow().memory().numTensors, before);
});

test('the running statistics move towards those of the batches', (t) => {
  const trainer = newTrainer();
  const before = trainer.network().get('encoder.0.norm1.mean')!.data;
  trainer.step(testBatch(4, 16), learningRate);
  t.notDeepEqual(trainer.network().get('encoder.0.norm1.mean')!.data, before);
  trainer.dispose();
});

test('a state with other variables is a bug, said by name', (t) => {
  const trainer = newTrainer();
  const { steps, variables } = trainer.snapshot();
  const without = new Map(variables);
  without.delete('network/head.bias');
  t.throws(() => trainer.restore({ steps, variables: without }), { message: /network\/head\.bias/ });
  const reshaped = new Map(variables).set('network/head.bias', { shape: [2], data: new Float32Array(2) });
  t.throws(() => trainer.restore({ steps, variables: reshaped }), { message: /\[1\].*\[2\]/ });
  trainer.dispose();
});
