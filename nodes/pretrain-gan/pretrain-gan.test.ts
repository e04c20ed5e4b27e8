import test from 'ava';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { tensorflow } from '../../learn/runtime/tensorflow.js';
import { randomAt } from '../../random/random.js';
import { readWeights, type WeightsIndex } from '../artifacts/weights.js';
import { NodeError } from '../node-error.js';
import { artifactFromFiles, type TestNodeRequest, testNode } from '../test-node.js';
import { contents, discImages, lines, rounded } from '../training/image-set.test-helper.js';
import { pretrainGan } from './definition.js';
import { splitImages } from './split-images.js';

const network = { kind: 'residual-unet', blocks: 2, receptiveField: 44, baseFilters: 2 } as const;
const params = {
  network,
  epochs: 3,
  batch: 4,
  crop: 16,
  cropsPerImage: 2,
  learningRate: 1e-3,
  discriminator: { layers: 1, baseFilters: 2 },
  validationFraction: 0.2,
};
// 26 pixels, which the network's stride does not divide.
const images = discImages({ count: 8, side: 26, labelled: false });
const augmentation = artifactFromFiles('augmentation', {
  'policy.json': JSON.stringify({
    flip: true,
    blur: { probability: 0.5, sigma: [0.5, 1] },
    noise: { sigma: [0.2, 0.4] },
  }),
});

async function pretrainWith(changes: Record<string, unknown> = {}, more: TestNodeRequest = {}) {
  const inputs = { images: await images, augmentation: await augmentation, ...more.inputs };
  return testNode(pretrainGan, { ...more, params: { ...params, ...changes }, inputs });
}

async function allContents(result: Awaited<ReturnType<typeof pretrainWith>>) {
  return [await contents(result.outputs.generator), await contents(result.outputs.history)];
}

test.serial('training twice gives the same bytes, and leaves no tensor behind', async (t) => {
  const first = await pretrainWith();
  t.deepEqual(await allContents(await pretrainWith()), await allContents(first));
  t.is(tensorflow().memory().numTensors, 0);
});

test.serial('the results of version 1 do not change', async (t) => {
  const { outputs } = await pretrainWith({ epochs: 2 });
  const history = await lines<Record<string, number>>(outputs.history, 'history.jsonl');
  t.is(pretrainGan.version, '1', 'a new version has new results: replace these');
  t.deepEqual(rounded(history), [
    { epoch: 1, discriminator: 0.478, generator: 22.512, l1: 0.216, validationL1: 0.276, identityL1: 0.231 },
    { epoch: 2, discriminator: 0.432, generator: 20.508, l1: 0.197, validationL1: 0.27, identityL1: 0.231 },
  ]);
});

test.serial('a training that goes on from any of its checkpoints ends with the same bytes', async (t) => {
  const whole = await pretrainWith();
  t.is(whole.checkpoints.length, 3);
  for (const lastCheckpoint of whole.checkpoints) {
    t.deepEqual(await allContents(await pretrainWith({}, { lastCheckpoint })), await allContents(whole));
  }
});

test.serial('4 epochs after 2 equal 4 at once', async (t) => {
  const short = await pretrainWith({ epochs: 2 });
  const longer = await pretrainWith({ epochs: 4 }, { lastCheckpoint: short.checkpoints.at(-1)! });
  t.deepEqual(await allContents(longer), await allContents(await pretrainWith({ epochs: 4 })));
});

test.serial('the generator of the best epoch is handed on, with all its variables', async (t) => {
  const { outputs, metrics } = await pretrainWith({ epochs: 4 });
  const { index, arrays } = await readWeights(outputs.generator);
  const history = await lines<Record<string, number>>(outputs.history, 'history.jsonl');
  const errors = history.map((line) => line['validationL1']!);
  t.is(index.validationL1, Math.min(...errors));
  t.is(index.bestEpoch, errors.indexOf(index.validationL1) + 1);
  t.like(index, { network, identityL1: history[0]!['identityL1']! });
  const shapes = buildNetwork(network).variables.map(({ name, shape }) => [name, [...shape]] as const);
  t.deepEqual(
    Object.fromEntries([...arrays].map(([name, { shape }]) => [name, shape])),
    Object.fromEntries(shapes),
  );
  t.deepEqual({ epoch: 4, ...metrics.at(-1)!.values }, history.at(-1));
});

test.serial('more epochs that find no better generator hand on the same bytes', async (t) => {
  // Nothing is learned: only the running statistics move, for this seed to the worse.
  const digestAfter = async (epochs: number) => {
    const { outputs } = await pretrainWith({ epochs, learningRate: 1e-9, seed: 1 });
    t.is((await outputs.generator.json<WeightsIndex>('index.json')).bestEpoch, 1);
    return outputs.generator.digest;
  };
  t.is(await digestAfter(4), await digestAfter(2));
});

test.serial('a generator that does not beat the unchanged input is warned of', async (t) => {
  const { logs } = await pretrainWith({ epochs: 1 });
  t.like(logs, [{ level: 'warn' }]);
  t.regex(logs[0]!.message, /no better than doing nothing/);
});

test.serial('a generator learns to remove noise', async (t) => {
  const { outputs, logs } = await pretrainWith({
    epochs: 20,
    batch: 2,
    learningRate: 5e-3,
    cropsPerImage: 4,
    network: { ...network, baseFilters: 4 },
  });
  const { validationL1, identityL1 } = await outputs.generator.json<WeightsIndex>('index.json');
  t.true(validationL1 < 0.7 * identityL1, `${validationL1} against ${identityL1}`);
  t.deepEqual(logs, []);
});

test.serial('a training that diverges says where', async (t) => {
  const error = await t.throwsAsync(pretrainWith({ learningRate: 1e30 }), { instanceOf: NodeError });
  t.is(error.kind, 'diverged');
  t.regex(error.message, /epoch 1, batch \d/);
  t.is(tensorflow().memory().numTensors, 0);
});

for (const [what, changes, message] of [
  ['a crop larger than the images', { crop: 32 }, /crop of 32 pixels.*26 × 26/],
  ['a batch larger than the set', { batch: 100 }, /batch of 100.*12 examples/],
  ['whole images that the network cannot halve', { crop: undefined }, /26 × 26/],
  [
    'examples too small for the discriminator',
    { discriminator: { layers: 4 } },
    /too small for a discriminator/,
  ],
] as const) {
  test.serial(`${what}: bad input, with a hint`, async (t) => {
    const error = await t.throwsAsync(pretrainWith(changes), { instanceOf: NodeError, message });
    t.is(error.kind, 'bad-input');
    t.truthy(error.hint);
  });
}

test.serial('a single image cannot be split', async (t) => {
  const inputs = { images: await discImages({ count: 1, side: 32 }) };
  const error = await t.throwsAsync(pretrainWith({ batch: 1 }, { inputs }), { instanceOf: NodeError });
  t.regex(error.message, /cannot be split/);
});

test('images are split by the wanted fraction, each into one part, in another way for another seed', (t) => {
  const split = (seed: number) => splitImages(50, 0.1, randomAt({ stream: 'split', seed }));
  const { training, validation } = split(0);
  t.is(validation.length, 5);
  t.deepEqual(
    [...training, ...validation].sort((a, b) => a - b),
    Array.from({ length: 50 }, (_, i) => i),
  );
  t.notDeepEqual(split(1).validation, validation);
  t.is(splitImages(3, 0.01, randomAt({ stream: 'split', seed: 0 })).validation.length, 1);
  t.is(splitImages(3, 0.99, randomAt({ stream: 'split', seed: 0 })).training.length, 1);
});
