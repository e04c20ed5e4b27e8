import test from 'ava';
import { decodeRaster } from '../../imaging/formats/decode.test-helper.js';
import type { Raster } from '../../imaging/formats/image-file.js';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { tensorflow } from '../../learn/runtime/tensorflow.js';
import { randomAt } from '../../random/random.js';
import { type ImageSetIndex, openImageSet } from '../artifacts/image-set.js';
import type { PicturesIndex } from '../artifacts/pictures.js';
import { readWeights, type WeightsIndex } from '../artifacts/weights.js';
import { load } from '../load/definition.js';
import { NodeError } from '../node-error.js';
import type { InputArtifact } from '../run-context.js';
import { artifactFromFiles, completeParams, type TestNodeRequest, testNode } from '../test-node.js';
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
  samples: { every: 2, count: 2 },
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
  const { generator, history, samples } = result.outputs;
  return [await contents(generator), await contents(history), await contents(samples)];
}

test.serial('training twice gives the same bytes, and leaves no tensor behind', async (t) => {
  const first = await pretrainWith();
  t.deepEqual(await allContents(await pretrainWith()), await allContents(first));
  t.is(tensorflow().memory().numTensors, 0);
});

test.serial('the results of version 3 do not change', async (t) => {
  const { outputs } = await pretrainWith({ epochs: 2 });
  const history = await lines<Record<string, number>>(outputs.history, 'history.jsonl');
  t.is(pretrainGan.version, '3', 'a new version has new results: replace these');
  t.deepEqual(rounded(history), [
    {
      epoch: 1,
      discriminator: 0.429,
      discriminatorFake: 0.016,
      discriminatorReal: 0.843,
      generator: 0.798,
      l1: 0.203,
      validationL1: 0.276,
      identityL1: 0.245,
    },
    {
      epoch: 2,
      discriminator: 0.378,
      discriminatorFake: 0.041,
      discriminatorReal: 0.714,
      generator: 0.679,
      l1: 0.24,
      validationL1: 0.27,
      identityL1: 0.245,
    },
  ]);
});

test.serial('a training that goes on from any of its checkpoints ends with the same bytes', async (t) => {
  const whole = await pretrainWith();
  t.is(whole.checkpoints.length, 3);
  for (const lastCheckpoint of whole.checkpoints) {
    t.deepEqual(await allContents(await pretrainWith({}, { lastCheckpoint })), await allContents(whole));
  }
});

test.serial('a training that was stopped within an epoch keeps its pictures', async (t) => {
  const whole = await pretrainWith({}, { checkpointDue: () => true });
  // After the picture of epoch 2 was made.
  const within = whole.checkpoints.filter(({ progress }) => progress > 2 && progress < 3);
  t.is(within.length, 3);
  for (const lastCheckpoint of [within[0]!, within[2]!]) {
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
  t.is(index.bestEpoch, errors.indexOf(index.validationL1!) + 1);
  t.like(index, { network, identityL1: history[0]!['identityL1']! });
  const shapes = buildNetwork(network).variables.map(({ name, shape }) => [name, [...shape]] as const);
  t.deepEqual(
    Object.fromEntries([...arrays].map(([name, { shape }]) => [name, shape])),
    Object.fromEntries(shapes),
  );
  const { waitingShare: _, ...values } = metrics.at(-1)!.values;
  t.deepEqual({ epoch: 4, ...values }, history.at(-1));
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

test.serial(
  'an augmentation that corrupts nothing is warned of before the training, and only then',
  async (t) => {
    const policy = { flip: true, noise: { sigma: [0, 0] } };
    const flipping = await artifactFromFiles('augmentation', { 'policy.json': JSON.stringify(policy) });
    const { logs } = await pretrainWith({ epochs: 1 }, { inputs: { augmentation: flipping } });
    t.is(logs.length, 1);
    t.like(logs, [{ level: 'warn' }]);
    t.regex(logs[0]!.message, /no validation image is corrupted.*needs blur or noise/);
  },
);

test.serial('a generator learns to remove noise', async (t) => {
  const { outputs, logs } = await pretrainWith({
    epochs: 20,
    batch: 2,
    learningRate: 5e-3,
    cropsPerImage: 4,
    network: { ...network, baseFilters: 4 },
  });
  const { validationL1, identityL1 } = await outputs.generator.json<WeightsIndex>('index.json');
  t.true(validationL1! < 0.7 * identityL1!, `${validationL1} against ${identityL1}`);
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

test.serial(
  'with cross-entropy the losses are others, and without an adversary there is only L1',
  async (t) => {
    const historyOf = async (changes: Record<string, unknown>) => {
      const { outputs } = await pretrainWith({ epochs: 1, ...changes });
      return (await lines<Record<string, number>>(outputs.history, 'history.jsonl'))[0]!;
    };
    const vanilla = await historyOf({ adversarial: 'vanilla' });
    const { discriminatorFake, discriminatorReal, discriminator } = vanilla;
    t.true(Math.abs(discriminator! - (discriminatorFake! + discriminatorReal!) / 2) < 1e-6);
    // Of scores around 0, as they are in the beginning: log 2 each.
    t.true(
      Math.abs(discriminatorFake! - Math.log(2)) < 0.2 && Math.abs(vanilla['generator']! - Math.log(2)) < 0.2,
    );
    const none = await historyOf({ adversarial: 'none', discriminator: undefined });
    t.deepEqual(Object.keys(none), ['epoch', 'l1', 'validationL1', 'identityL1']);
  },
);

test.serial('without an adversary nothing of a discriminator is saved', async (t) => {
  const changes = { adversarial: 'none', discriminator: undefined };
  const whole = await pretrainWith(changes);
  const state = (await whole.checkpoints[0]!.read('state.safetensors')).toString('latin1');
  t.true(state.includes('generator/'));
  t.false(state.includes('discriminator/'));
  const resumed = await pretrainWith(changes, { lastCheckpoint: whole.checkpoints[0]! });
  t.deepEqual(await allContents(resumed), await allContents(whole));
});

test.serial('the learning rate follows the schedule', async (t) => {
  const historyWith = async (schedule: object) => {
    const { outputs } = await pretrainWith({ epochs: 2, schedule });
    return lines<Record<string, number>>(outputs.history, 'history.jsonl');
  };
  const constant = await historyWith({ kind: 'constant' });
  const falling = await historyWith({ kind: 'step', every: 1, factor: 0.5 });
  t.deepEqual(falling[0], constant[0]);
  t.not(falling[1]!['l1'], constant[1]!['l1']);
});

test.serial(
  'with an input validation, trainings on nested sets are measured by the same images',
  async (t) => {
    const simulate = { kind: 'nanoparticles', count: 12, size: 24, particles: [1, 2], radius: [3, 6] };
    const taken = async (take: number) =>
      (await testNode(load, { params: { simulate, take } })).outputs.images;
    const validation = await discImages({ count: 3, side: 26, labelled: false });
    const trainedOn = async (set: InputArtifact, changes: Record<string, unknown> = {}) => {
      const inputs = { images: set, validation };
      const { outputs } = await pretrainWith({ epochs: 1, batch: 2, ...changes }, { inputs });
      const { identityL1, validationL1 } = await outputs.generator.json<WeightsIndex>('index.json');
      const { rows } = await outputs.samples.json<PicturesIndex>('index.json');
      return { digest: outputs.generator.digest, identityL1, validationL1, rows };
    };
    const namesOf = async (set: InputArtifact) =>
      (await set.json<ImageSetIndex>('index.json')).images.map(({ name }) => name);
    const [few, many] = [await taken(4), await taken(8)];
    const names = await namesOf(many);
    t.true((await namesOf(few)).every((name) => names.includes(name)));

    const [ofFew, ofMany] = [await trainedOn(few), await trainedOn(many)];
    t.is(ofFew.identityL1, ofMany.identityL1);
    t.deepEqual(ofFew.rows, ofMany.rows);
    t.not(ofFew.validationL1, ofMany.validationL1);
    // All images are trained on: the share that would be held out changes nothing.
    t.is((await trainedOn(few, { validationFraction: 0.5 })).digest, ofFew.digest);
  },
);

test.serial(
  'a picture shows corrupted, restored and clean images, every few epochs and at the end',
  async (t) => {
    const { outputs } = await pretrainWith({ epochs: 3, samples: { every: 2, count: 1 } });
    const index = await outputs.samples.json<PicturesIndex>('index.json');
    t.deepEqual(index.columns, ['input', 'generated', 'target']);
    t.deepEqual(index.pictures, ['samples-epoch-002.png', 'samples-epoch-003.png']);
    const set = await openImageSet(await images);
    t.is(index.rows.length, 1);
    const clean = new Float32Array(26 * 26);
    set.readImage(Array.from({ length: 8 }, (_, i) => set.name(i)).indexOf(index.rows[0]!), clean);

    const [first, last] = await Promise.all(
      index.pictures.map(async (file) => decodeRaster(await outputs.samples.read(file), file)),
    );
    t.deepEqual([first!.height, first!.width, first!.channels], [26, 3 * 26 + 4, 1]);
    const column = (picture: Raster, at: number) =>
      Array.from(
        { length: 26 * 26 },
        (_, i) => picture.pixels[Math.floor(i / 26) * 82 + at * 28 + (i % 26)]!,
      );
    const grey = [...clean].map((value) => Math.round(255 * Math.min(1, Math.max(0, value))));
    t.deepEqual(column(first!, 2), grey);
    t.deepEqual(column(last!, 0), column(first!, 0), 'the corruption is the same in each epoch');
    t.notDeepEqual(column(first!, 0), grey);
    t.notDeepEqual(column(last!, 1), column(first!, 1), 'the generator has learned something');
  },
);

test.serial('of large images a picture shows the middle', async (t) => {
  const large = await discImages({ count: 2, side: 300, labelled: false });
  const { outputs } = await pretrainWith({ epochs: 1, batch: 1 }, { inputs: { images: large } });
  const [file] = (await outputs.samples.json<PicturesIndex>('index.json')).pictures;
  const { height, width } = await decodeRaster(await outputs.samples.read(file!), file!);
  t.deepEqual([height, width], [256, 3 * 256 + 4]);
});

for (const [activation, normalization, other] of [
  ['sigmoid', 'unit', 'zscore'],
  ['tanh', 'symmetric', 'unit'],
] as const) {
  test.serial(`${activation} goes with normalization ${normalization} only`, async (t) => {
    const read = async (as: 'unit' | 'symmetric' | 'zscore') => ({
      images: await discImages({ count: 8, side: 26, intensities: { normalization: as, contrast: 'keep' } }),
    });
    const changes = { outputActivation: activation, epochs: 1 };
    const { outputs } = await pretrainWith(changes, { inputs: await read(normalization) });
    t.is((await outputs.generator.json<WeightsIndex>('index.json')).outputActivation, activation);
    const error = await t.throwsAsync(pretrainWith(changes, { inputs: await read(other) }), {
      instanceOf: NodeError,
      message: new RegExp(`"${activation}".*normalization "${other}"`),
    });
    t.is(error.kind, 'bad-input');
    t.regex(error.hint!, new RegExp(normalization));
  });
}

test.serial('validation images that are read in another way are refused', async (t) => {
  const intensities = { normalization: 'zscore', contrast: 'keep' } as const;
  const validation = await discImages({ count: 3, side: 26, intensities });
  const error = await t.throwsAsync(pretrainWith({}, { inputs: { validation } }), { instanceOf: NodeError });
  t.regex(error.message, /input validation have normalization "zscore"/);
});

test('without an adversary, a discriminator and a λ of 0 are problems', (t) => {
  const problems = (changes: Record<string, unknown>) =>
    pretrainGan.check!(completeParams(pretrainGan, { ...params, ...changes })).map(({ path }) =>
      path.join('.'),
    );
  t.deepEqual(problems({}), []);
  t.deepEqual(problems({ adversarial: 'none' }), ['discriminator']);
  t.deepEqual(problems({ adversarial: 'none', discriminator: undefined, lambdaL1: 0 }), ['lambdaL1']);
  t.deepEqual(problems({ lambdaL1: 0 }), []);
});

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

test('what belongs together falls on one side, and is split only where there is nothing else', (t) => {
  const random = () => randomAt({ stream: 'split', seed: 3 });
  const byFive = (index: number) => Math.floor(index / 5);
  for (const fraction of [0.01, 0.1, 0.5, 0.99]) {
    const { training, validation } = splitImages(50, fraction, random(), byFive);
    const groups = (part: Uint32Array) => new Set(Array.from(part, byFive));
    t.is(groups(training).size + groups(validation).size, 10, String(fraction));
    t.true(training.length > 0 && validation.length > 0);
  }
  t.is(splitImages(50, 0.1, random(), byFive).validation.length, 5);
  const alone = splitImages(50, 0.1, random());
  t.deepEqual(
    splitImages(50, 0.1, random(), (index) => index),
    alone,
  );
  t.deepEqual(
    splitImages(50, 0.1, random(), () => 0),
    alone,
  );
});
