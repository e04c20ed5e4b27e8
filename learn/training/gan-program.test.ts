import test from 'ava';
import { byBatch } from '../networks/batch-norm.js';
import type { Network } from '../networks/network.js';
import { patchGan } from '../networks/patch-gan.js';
import { residualUnet } from '../networks/residual-unet/residual-unet.js';
import {
  loadTensorFlow,
  type Tensor,
  type Tensor4D,
  type Tensors,
  tensorflow,
} from '../runtime/tensorflow.js';
import { normalTensor, number } from '../testing/gradient-check.test-helper.js';
import { testBatch, testValues } from '../testing/random-values.test-helper.js';
import { type NamedArrays, withoutPrefix } from '../weights/named-arrays.js';
import { EagerTrainer } from './eager-trainer.js';
import { type GanOptions, ganProgram } from './gan-program.js';
import { type GanReference, referenceLosses, referenceUpdates } from './gan-reference.test-helper.js';
import { imageTensor } from './image-batch.js';
import { adam } from './optimisers/adam.js';
import { sgd } from './optimisers/sgd.js';
import type { Losses, Program, StepFeeds } from './program.js';
import { Variables } from './variables.js';

test.before(async () => void (await loadTensorFlow()));

const generator = residualUnet({ baseFilters: 2, dilations: [1, 1, 1] });
const discriminator = patchGan({ layers: 2, baseFilters: 2 });
const optimiser = adam({ beta1: 0.5, beta2: 0.999 });
const plain = {
  generator,
  values: testValues(generator),
  outputActivation: 'none',
  lambdaL1: 100,
  optimiser,
} as const satisfies GanOptions;

function gan(loss: 'lsgan' | 'vanilla', changes: Partial<GanOptions> = {}) {
  const adversary = { network: discriminator, values: testValues(discriminator), loss };
  return ganProgram({ ...plain, adversary, ...changes });
}
const reference = (loss: 'lsgan' | 'vanilla'): GanReference => ({ ...plain, discriminator, loss });

/** The variables after `change`, run once on fresh ones, and the losses that it returned. */
function after(
  program: Program,
  change: (variables: Variables, feeds: StepFeeds) => unknown,
  learningRate = 1e-2,
) {
  const tf = tensorflow();
  const variables = new Variables(program.initial);
  const losses = tf.tidy(() => {
    const { input, target } = testBatch(3, 16);
    const scalars = Object.entries(program.scalars(1, learningRate));
    const returned = (change(variables, {
      input: imageTensor(input),
      target: imageTensor(target),
      scalars: Object.fromEntries(scalars.map(([name, value]) => [name, tf.scalar(value)])),
    }) ?? {}) as Losses;
    const read = Object.entries(returned).map(([name, loss]) => [name, number(loss)] as const);
    tf.dispose(Object.values(returned));
    return Object.fromEntries(read);
  });
  const values = variables.snapshot();
  variables.dispose();
  return { values, losses };
}

/** What a function of tensors, made from examples and the program's initial variables, computes. */
function computed<T extends number | number[] | Record<string, number>>(
  values: NamedArrays,
  f: (given: { feeds: Omit<StepFeeds, 'scalars'>; current: Tensors; judge: Tensors }) => T,
): T {
  return tensorflow().tidy(() => {
    const { input, target } = testBatch(3, 16);
    return f({
      feeds: { input: imageTensor(input), target: imageTensor(target) },
      current: tensors('generator/', values),
      judge: tensors('discriminator/', values),
    });
  });
}

function tensors(prefix: string, values: NamedArrays): Tensors {
  return Object.fromEntries(
    [...withoutPrefix(prefix, values)].map(([name, { shape, data }]) => [
      name,
      tensorflow().tensor(data.slice(), [...shape]),
    ]),
  );
}

const near = (a: number | undefined, b: number, tolerance = 1e-5) => Math.abs(a! / b - 1) < tolerance;

for (const loss of ['lsgan', 'vanilla'] as const) {
  test(`${loss}: a step is, bit for bit, the discriminator’s update, then the generator’s against the new discriminator`, (t) => {
    const program = gan(loss);
    const updates = referenceUpdates(reference(loss));
    const step = after(program, program.step);
    const inOrder = after(program, (variables, feeds) => {
      updates.discriminator(variables, feeds);
      updates.generator(variables, feeds);
    });
    t.deepEqual(step.values, inOrder.values);
    const generatorFirst = after(program, (variables, feeds) => {
      updates.generator(variables, feeds);
      updates.discriminator(variables, feeds);
    });
    t.notDeepEqual(step.values, generatorFirst.values);
  });

  test(`${loss}: the generator’s update leaves the discriminator as its own update made it`, (t) => {
    const program = gan(loss);
    const judged = after(program, referenceUpdates(reference(loss)).discriminator).values;
    const stepped = after(program, program.step).values;
    const ofDiscriminator = [...stepped.keys()].filter((name) => name.includes('discriminator/'));
    t.is(ofDiscriminator.length, 3 * discriminator.variables.length);
    for (const name of ofDiscriminator) {
      t.deepEqual(stepped.get(name), judged.get(name), name);
      t.notDeepEqual(stepped.get(name), program.initial.get(name), name);
    }
  });

  test(`${loss}: the discriminator is judged as it was before its update, the generator by the new one`, (t) => {
    const program = gan(loss);
    const { losses, values } = after(program, program.step);
    const of = referenceLosses(reference(loss));
    const before = computed(program.initial, ({ feeds, current, judge }) => {
      const fake = generator.forward(current, feeds.input, byBatch);
      return number(of.discriminator(judge, feeds, fake));
    });
    t.true(near(losses['discriminator'], before));
    t.true(near(losses['discriminator'], (losses['discriminatorFake']! + losses['discriminatorReal']!) / 2));
    // The generator of before, the discriminator of after.
    const mixed = new Map([...program.initial, ...[...values].filter(([name]) => name.startsWith('disc'))]);
    const { fooled, l1 } = computed(mixed, ({ feeds, current, judge }) => {
      const parts = of.generator(current, judge, feeds);
      return { fooled: number(parts.fooled), l1: number(parts.l1) };
    });
    t.true(near(losses['generator'], fooled));
    t.true(near(losses['l1'], l1));
  });
}

test('the vanilla discriminator learns from the cross-entropy of its scores, the least-squares one from their distance', (t) => {
  const scores = (image: 'fake' | 'target') =>
    computed(gan('vanilla').initial, ({ feeds: { input, target }, current, judge }) => {
      const shown = image === 'fake' ? generator.forward(current, input, byBatch) : target;
      const pair = tensorflow().concat([input, shown], 3) as Tensor4D;
      return [...discriminator.forward(judge, pair, byBatch).dataSync()];
    });
  const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const vanilla = after(gan('vanilla'), gan('vanilla').step).losses;
  t.true(near(vanilla['discriminatorFake'], mean(scores('fake').map((s) => -Math.log(1 - sigmoid(s))))));
  t.true(near(vanilla['discriminatorReal'], mean(scores('target').map((s) => -Math.log(sigmoid(s))))));
  const lsgan = after(gan('lsgan'), gan('lsgan').step).losses;
  t.true(near(lsgan['discriminatorFake'], mean(scores('fake').map((s) => s ** 2))));
  t.true(near(lsgan['discriminatorReal'], mean(scores('target').map((s) => (s - 1) ** 2))));
});

for (const loss of ['lsgan', 'vanilla'] as const) {
  test(`${loss}: the generator moves along the gradient of its whole loss`, (t) => {
    // Without momentum and decay the change is the gradient; a small λ lets the adversarial part be seen.
    const lambdaL1 = 0.5;
    const rate = 1e-2;
    const descent = sgd({ momentum: 0, weightDecay: 0 });
    const program = gan(loss, { lambdaL1, optimiser: descent });
    const { values } = after(program, program.step, rate);
    const lossAt = (shift: number) =>
      computed(program.initial, ({ feeds, current, judge }) => {
        const learned = tensors('discriminator/', values);
        t.deepEqual(Object.keys(learned), Object.keys(judge));
        const moved = Object.fromEntries(
          Object.entries(current).map(([name, value]) => [
            name,
            value.add(directionOf(name, value.shape).mul(shift)),
          ]),
        );
        const { total } = referenceLosses({ ...reference(loss), lambdaL1 }).generator(moved, learned, feeds);
        return number(total);
      });
    const step = 1e-3;
    const numeric = (lossAt(step) - lossAt(-step)) / (2 * step);
    const analytic = tensorflow().tidy(() =>
      generator.variables
        .filter(({ trained }) => trained)
        .map(({ name, shape }) => {
          const before = program.initial.get(`generator/${name}`)!.data;
          const now = values.get(`generator/${name}`)!.data;
          const along = directionOf(name, shape).dataSync();
          return before.reduce((sum, x, i) => sum + ((x - now[i]!) / rate) * along[i]!, 0);
        })
        .reduce((a, b) => a + b),
    );
    t.true(Math.abs(numeric - analytic) < 2e-2 * Math.abs(numeric), `${numeric} against ${analytic}`);
  });
}

const directionOf = (name: string, shape: readonly number[]): Tensor =>
  normalTensor(`direction/${name}`, shape);

test('the generator’s forward pass is computed once in a step, the discriminator’s three times', (t) => {
  const passes = { generator: 0, discriminator: 0 };
  const counted = (which: keyof typeof passes, network: Network): Network => ({
    ...network,
    forward(...given) {
      passes[which] += 1;
      return network.forward(...given);
    },
  });
  const judge = { network: counted('discriminator', discriminator), values: testValues(discriminator) };
  const program = gan('lsgan', {
    generator: counted('generator', generator),
    adversary: { ...judge, loss: 'lsgan' },
  });
  after(program, program.step);
  t.deepEqual(passes, { generator: 1, discriminator: 3 });
});

test('without an adversary there is nothing but the generator, which learns from L1 alone', (t) => {
  const program = ganProgram(plain);
  t.deepEqual(
    [...program.initial.keys()].filter((name) => name.includes('discriminator')),
    [],
  );
  const { losses, values } = after(program, program.step);
  t.deepEqual(Object.keys(losses), ['l1']);
  const l1 = computed(values, ({ feeds, current }) =>
    number(generator.forward(current, feeds.input, byBatch).sub(feeds.target).abs().mean()),
  );
  t.true(l1 < losses['l1']!, `${l1} after ${losses['l1']}`);
});

test('the output’s activation is part of the generator, in training and after', (t) => {
  const { input, target } = testBatch(3, 16);
  const results = (outputActivation: 'none' | 'sigmoid' | 'tanh') => {
    const trainer = new EagerTrainer(ganProgram({ ...plain, outputActivation }));
    const predicted = trainer.predict(input).data;
    t.deepEqual(trainer.evaluate({ input, target }).prediction.data, predicted);
    const { l1 } = trainer.step({ input, target }, 1e-3);
    trainer.dispose();
    return { predicted, l1: l1! };
  };
  const raw = computed(gan('lsgan').initial, ({ feeds, current }) => [
    ...generator.forward(current, feeds.input, byBatch).dataSync(),
  ]);
  const { predicted } = results('none');
  const activations = { sigmoid: (x: number) => 1 / (1 + Math.exp(-x)), tanh: Math.tanh };
  for (const [name, activate] of Object.entries(activations)) {
    const activated = results(name as 'sigmoid' | 'tanh');
    t.true(activated.predicted.every((x, i) => Math.abs(x - activate(predicted[i]!)) < 1e-6));
    const l1 = raw.reduce((sum, x, i) => sum + Math.abs(activate(x) - target.data[i]!), 0) / raw.length;
    t.true(near(activated.l1, l1));
  }
});

test('an evaluation counts only the part of the output that has a target', (t) => {
  const trainer = new EagerTrainer(gan('lsgan'));
  const { input } = testBatch(2, 16);
  const whole = trainer.predict(input);
  const target = { count: 2, height: 10, width: 13, channels: 1, data: new Float32Array(2 * 10 * 13) };
  const { losses, prediction } = trainer.evaluate({ input, target });
  trainer.dispose();
  const counted = Array.from({ length: 2 }, (_, n) =>
    Array.from({ length: 10 }, (_, y) => [...whole.data.subarray((n * 16 + y) * 16, (n * 16 + y) * 16 + 13)]),
  ).flat(2);
  t.deepEqual([...prediction.data], counted);
  t.true(near(losses['l1'], counted.reduce((sum, x) => sum + Math.abs(x), 0) / counted.length));
});

test('a GAN can be interrupted and goes on with the same bits, leaving no tensor behind', (t) => {
  const before = tensorflow().memory().numTensors;
  const whole = new EagerTrainer(gan('lsgan'));
  whole.step(testBatch(3, 16, 1), 1e-3);
  const resumed = new EagerTrainer(gan('lsgan'));
  resumed.restore(whole.snapshot());
  t.deepEqual(resumed.step(testBatch(3, 16, 2), 1e-3), whole.step(testBatch(3, 16, 2), 1e-3));
  t.deepEqual(resumed.snapshot(), whole.snapshot());
  t.deepEqual([...whole.network().keys()].sort(), generator.variables.map(({ name }) => name).sort());
  whole.dispose();
  resumed.dispose();
  t.is(tensorflow().memory().numTensors, before);
});
