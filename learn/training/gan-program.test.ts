import test from 'ava';
import { byBatch } from '../networks/batch-norm.js';
import { patchGan } from '../networks/patch-gan.js';
import { residualUnet } from '../networks/residual-unet.js';
import { loadTensorFlow, type Tensor4D, type Tensors, tensorflow } from '../runtime/tensorflow.js';
import { number } from '../testing/gradient-check.test-helper.js';
import { testBatch, testValues } from '../testing/random-values.test-helper.js';
import { type NamedArrays, withoutPrefix } from '../weights/named-arrays.js';
import { EagerTrainer } from './eager-trainer.js';
import { ganProgram } from './gan-program.js';
import { imageTensor } from './image-batch.js';
import type { StepFeeds } from './program.js';
import { Variables } from './variables.js';

test.before(async () => void (await loadTensorFlow()));

const generator = residualUnet({ baseFilters: 2, dilations: [1, 1, 1] });
const discriminator = patchGan({ layers: 2, baseFilters: 2 });
const program = ganProgram({
  generator,
  generatorValues: testValues(generator),
  discriminator,
  discriminatorValues: testValues(discriminator),
  lambdaL1: 100,
  beta1: 0.5,
});

function feeds(): StepFeeds {
  const tf = tensorflow();
  const { input, target } = testBatch(3, 16);
  return {
    input: imageTensor(input),
    target: imageTensor(target),
    learningRate: tf.scalar(1e-2),
    beta1Power: tf.scalar(0.5),
    beta2Power: tf.scalar(0.999),
  };
}

/** The variables after `change`, run once on fresh ones, and the losses that it returned. */
function after<T>(change: (variables: Variables, feeds: StepFeeds) => T) {
  const variables = new Variables(program.initial);
  const losses = tensorflow().tidy(() => numbers(change(variables, feeds()) as object));
  const values = variables.snapshot();
  variables.dispose();
  return { values, losses };
}

const numbers = (losses: object) =>
  Object.fromEntries(Object.entries(losses).map(([name, loss]) => [name, number(loss)]));
const updateDiscriminator = (variables: Variables, given: StepFeeds) => ({
  discriminator: program.updateDiscriminator(variables, given),
});
/** The variables of one network, with the optimiser's slots that belong to it. */
const ofNetwork = (prefix: string, values: NamedArrays) =>
  [...values].filter(([name]) => name.replace(/^adam\..\//, '').startsWith(prefix));
const changed = (prefix: string, values: NamedArrays) =>
  ofNetwork(prefix, values).filter(([name, { data }]) =>
    program.initial.get(name)!.data.some((x, i) => x !== data[i]),
  ).length;

test('the discriminator’s update leaves the generator, its statistics and its optimiser as they are', (t) => {
  const { values } = after(updateDiscriminator);
  t.deepEqual(ofNetwork('generator/', values), ofNetwork('generator/', program.initial));
  t.is(changed('discriminator/', values), ofNetwork('discriminator/', values).length);
});

test('the generator’s update leaves the discriminator and its optimiser as they are', (t) => {
  const { values } = after(program.updateGenerator);
  t.deepEqual(ofNetwork('discriminator/', values), ofNetwork('discriminator/', program.initial));
  t.true(changed('generator/', values) > 0.9 * ofNetwork('generator/', values).length);
});

test('a step updates the discriminator first, then the generator against the new discriminator', (t) => {
  const step = after(program.step);
  const inOrder = after((variables, given) => ({
    ...updateDiscriminator(variables, given),
    ...program.updateGenerator(variables, given),
  }));
  t.deepEqual(step, inOrder);
  const generatorFirst = after((variables, given) => ({
    ...program.updateGenerator(variables, given),
    ...updateDiscriminator(variables, given),
  }));
  t.notDeepEqual(step.values, generatorFirst.values);
  t.not(step.losses['generator'], generatorFirst.losses['generator']);
});

test('the losses are least squares on the conditional scores, and a hundred times L1', (t) => {
  const tf = tensorflow();
  const { losses } = after(program.updateGenerator);
  const { discriminator: judged } = after(updateDiscriminator).losses;
  tf.tidy(() => {
    const { input, target } = feeds();
    const fake = generator.forward(tensors('generator/'), input, byBatch);
    const score = (image: Tensor4D) =>
      discriminator.forward(tensors('discriminator/'), tf.concat([input, image], 3), byBatch);
    const l1 = number(fake.sub(target).abs().mean());
    const fooled = number(score(fake).sub(1).square().mean());
    const onFake = number(score(fake).square().mean());
    const onReal = number(score(target).sub(1).square().mean());
    const near = (a: number | undefined, b: number) => t.true(Math.abs(a! / b - 1) < 1e-5);
    near(losses['l1'], l1);
    near(losses['generator'], fooled + 100 * l1);
    near(judged, 0.5 * (onFake + onReal));
  });
});

test('a GAN can be interrupted and goes on with the same bits, leaving no tensor behind', (t) => {
  const before = tensorflow().memory().numTensors;
  const whole = new EagerTrainer(program);
  whole.step(testBatch(3, 16, 1), 1e-3);
  const resumed = new EagerTrainer(program);
  resumed.restore(whole.snapshot());
  t.deepEqual(resumed.step(testBatch(3, 16, 2), 1e-3), whole.step(testBatch(3, 16, 2), 1e-3));
  t.deepEqual(resumed.snapshot(), whole.snapshot());
  t.deepEqual([...whole.network().keys()].sort(), generator.variables.map(({ name }) => name).sort());
  whole.dispose();
  resumed.dispose();
  t.is(tensorflow().memory().numTensors, before);
});

function tensors(prefix: string): Tensors {
  const arrays = withoutPrefix(prefix, program.initial);
  return Object.fromEntries(
    [...arrays].map(([name, { shape, data }]) => [name, tensorflow().tensor(data, [...shape])]),
  );
}
