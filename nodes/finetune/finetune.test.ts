import test from 'ava';
import type { Intensities } from '../../imaging/image-set.js';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { tensorflow } from '../../learn/runtime/tensorflow.js';
import { testValues } from '../../learn/testing/random-values.test-helper.js';
import { decodeSafetensors, encodeSafetensors } from '../../learn/weights/safetensors.js';
import type { CheckpointsIndex } from '../artifacts/checkpoints.js';
import { NodeError } from '../node-error.js';
import { artifactFromFiles, type TestNodeRequest, testNode } from '../test-node.js';
import { contents, discImages, lines, rounded } from '../training/image-set.test-helper.js';
import { finetune } from './definition.js';

const task = {
  target: 'mask',
  loss: 'bce',
  metrics: ['dice'],
  monitor: { metric: 'bce', mode: 'min' },
};
const network = { kind: 'residual-unet', blocks: 2, receptiveField: 44, baseFilters: 2 } as const;
const params = {
  task,
  network,
  epochs: 4,
  batch: 3,
  crop: 16,
  cropsPerImage: 2,
  learningRate: 0.01,
  checkpoints: { every: 2 },
};
const train = discImages({ count: 4, side: 32 });
const validation = discImages({ count: 2, side: 30, seed: 1 });
const augmentation = artifactFromFiles('augmentation', {
  'policy.json': JSON.stringify({ flip: true, rotate90: true, noise: { sigma: [0, 0.1] } }),
});

async function trainWith(changes: Record<string, unknown> = {}, more: TestNodeRequest = {}) {
  return testNode(finetune, {
    ...more,
    params: { ...params, ...changes },
    inputs: {
      train: await train,
      validation: await validation,
      augmentation: await augmentation,
      ...more.inputs,
    },
  });
}

async function allContents(result: Awaited<ReturnType<typeof trainWith>>) {
  return [await contents(result.outputs.checkpoints), await contents(result.outputs.history)];
}

const pretrained = (
  values: ReturnType<typeof testValues>,
  of: object = network,
  intensities: Intensities = { normalization: 'unit', contrast: 'keep' },
) =>
  artifactFromFiles('weights', {
    'weights.safetensors': encodeSafetensors(values),
    'index.json': JSON.stringify({
      network: of,
      intensities,
      validationL1: 0,
      identityL1: 1,
      bestEpoch: 1,
    }),
  });

test.serial('training twice gives the same bytes, and leaves no tensor behind', async (t) => {
  const first = await trainWith();
  t.deepEqual(await allContents(await trainWith()), await allContents(first));
  t.is(tensorflow().memory().numTensors, 0);
});

test.serial('the results of version 1 do not change', async (t) => {
  const { outputs } = await trainWith({ epochs: 2 });
  const history = await lines<Record<string, number>>(outputs.history, 'history.jsonl');
  t.is(finetune.version, '1', 'a new version has new results: replace these');
  t.deepEqual(rounded(history), [
    { epoch: 1, loss: 0.456, validationBce: 0.552, validationDice: 0.007 },
    { epoch: 2, loss: 0.416, validationBce: 0.482, validationDice: 0.007 },
  ]);
});

test.serial('another seed gives another training', async (t) => {
  const [one, other] = await Promise.all([trainWith({ epochs: 1 }), trainWith({ epochs: 1, seed: 1 })]);
  t.notDeepEqual(await allContents(one), await allContents(other));
});

test.serial('a training that goes on from any of its checkpoints ends with the same bytes', async (t) => {
  const whole = await trainWith();
  t.deepEqual(
    whole.checkpoints.map(({ progress }) => progress),
    [1, 2, 3, 4],
  );
  for (const lastCheckpoint of whole.checkpoints) {
    t.deepEqual(await allContents(await trainWith({}, { lastCheckpoint })), await allContents(whole));
  }
});

test.serial('more epochs after a finished training equal all at once', async (t) => {
  const whole = await trainWith({ epochs: 5 });
  const short = await trainWith({ epochs: 3 });
  const longer = await trainWith({ epochs: 5 }, { lastCheckpoint: short.checkpoints.at(-1)! });
  t.deepEqual(await allContents(longer), await allContents(whole));
});

test.serial(
  'a training that is stopped in its second epoch throws the reason, leaving no tensor behind',
  async (t) => {
    const reason = new Error('stopped by the user');
    // The signal is looked at before each of the three batches, and once more for validation.
    let looks = 0;
    const signal = {
      throwIfAborted() {
        looks += 1;
        if (looks === 6) throw reason;
      },
    } as AbortSignal;
    await t.throwsAsync(trainWith({}, { signal }), { is: reason });
    t.is(tensorflow().memory().numTensors, 0);
  },
);

test.serial('weights are kept at multiples of “every” and at the end, each the best so far', async (t) => {
  const { outputs } = await trainWith({ epochs: 5 });
  const index = await outputs.checkpoints.json<CheckpointsIndex>('index.json');
  t.like(index, { policy: 'best', network, task });
  t.deepEqual(
    index.series.map(({ epoch, file }) => [epoch, file]),
    [
      [2, 'epoch-002.safetensors'],
      [4, 'epoch-004.safetensors'],
      [5, 'epoch-005.safetensors'],
    ],
  );
  const history = await lines<{ epoch: number; validationBce: number }>(outputs.history, 'history.jsonl');
  for (const { epoch, bestEpoch, validation: measured } of index.series) {
    const losses = history.slice(0, epoch).map(({ validationBce }) => validationBce);
    t.is(losses.indexOf(Math.min(...losses)) + 1, bestEpoch);
    t.is(measured['bce'], Math.min(...losses));
  }
});

test.serial('the policy “last” keeps the weights of the epoch itself', async (t) => {
  const { outputs } = await trainWith({ checkpoints: { every: 1, policy: 'last' } });
  const { series } = await outputs.checkpoints.json<CheckpointsIndex>('index.json');
  t.deepEqual(
    series.map(({ bestEpoch }) => bestEpoch),
    [1, 2, 3, 4],
  );
});

test.serial('training learns to find the discs', async (t) => {
  const { outputs, metrics } = await trainWith({
    epochs: 15,
    crop: 32,
    network: { ...network, baseFilters: 4 },
  });
  const history = await lines<Record<string, number>>(outputs.history, 'history.jsonl');
  t.is(history.length, 15);
  t.true(history.at(-1)!['loss']! < 0.6 * history[0]!['loss']!);
  t.true(Math.max(...history.map((line) => line['validationDice']!)) > 0.8);
  t.deepEqual({ epoch: 15, ...metrics.at(-1)!.values }, history.at(-1));
});

test.serial(
  'pretrained weights are taken over whole: with a vanishing learning rate they come out again',
  async (t) => {
    const values = testValues(buildNetwork(network), 7);
    const inputs = { weights: await pretrained(values) };
    const { outputs } = await trainWith({ epochs: 1, learningRate: 1e-30 }, { inputs });
    const kept = decodeSafetensors(await outputs.checkpoints.read('epoch-001.safetensors'));
    const isStatistic = (name: string) => /\.(mean|variance)$/.test(name);
    for (const [name, { data }] of values) {
      const after = kept.get(name)!.data;
      if (!isStatistic(name))
        t.true(
          data.every((x, i) => Math.abs(x - after[i]!) < 1e-20),
          name,
        );
    }
    t.is(kept.size, values.size);
  },
);

test.serial('the pretrained running statistics are gone on from', async (t) => {
  const values = new Map(testValues(buildNetwork(network)));
  values.set('encoder.0.norm1.mean', { shape: [2], data: Float32Array.of(1e6, -1e6) });
  const inputs = { weights: await pretrained(values) };
  const { outputs } = await trainWith({ epochs: 1 }, { inputs });
  const kept = decodeSafetensors(await outputs.checkpoints.read('epoch-001.safetensors'));
  // Three steps, each of which leaves nine tenths.
  const [first] = kept.get('encoder.0.norm1.mean')!.data;
  t.true(Math.abs(first! / (1e6 * 0.9 ** 3) - 1) < 1e-3);
});

for (const [what, other, message] of [
  [
    'more filters',
    { ...network, baseFilters: 3 },
    /encoder\.0\.conv1\.filter is \[3,3,1,3\] and not \[3,3,1,2\].*more tensors/,
  ],
  ['more blocks', { kind: 'residual-unet', blocks: 3, baseFilters: 2 }, /bottleneck\.conv1\.filter/],
  ['another receptive field', { ...network, receptiveField: 116 }, /dilations/],
] as const) {
  test.serial(`pretrained weights of a network with ${what} are refused`, async (t) => {
    const inputs = { weights: await pretrained(testValues(buildNetwork(other)), other) };
    const error = await t.throwsAsync(trainWith({}, { inputs }), { instanceOf: NodeError, message });
    t.is(error.kind, 'bad-input');
  });
}

for (const [what, changes, message] of [
  ['a crop larger than the images', { crop: 64 }, /crop of 64 pixels.*32 × 32/],
  ['a batch larger than the set', { batch: 9 }, /batch of 9.*8 examples/],
] as const) {
  test.serial(`${what} is bad input, with a hint`, async (t) => {
    const error = await t.throwsAsync(trainWith(changes), { instanceOf: NodeError, message });
    t.is(error.kind, 'bad-input');
    t.truthy(error.hint);
  });
}

test.serial('images without masks, and whole images of odd size, are bad input with a hint', async (t) => {
  const unlabelled = { train: await discImages({ count: 4, side: 32, labelled: false }) };
  const error = await t.throwsAsync(trainWith({}, { inputs: unlabelled }), { instanceOf: NodeError });
  t.regex(error.message, /train have no masks/);
  t.truthy(error.hint);
  const odd = { train: await validation };
  const whole = { ...params, batch: 2, crop: undefined };
  const { message, hint } = await t.throwsAsync(trainWith(whole, { inputs: odd }), { instanceOf: NodeError });
  t.regex(message, /30 × 30/);
  t.is(hint, 'set crop to a multiple of 4, up to 28');
});

const inverted = { normalization: 'unit', contrast: 'invert' } as const;

test.serial(
  'validation images that are read in another way than the training images are bad input',
  async (t) => {
    const inputs = { validation: await discImages({ count: 2, side: 30, intensities: inverted }) };
    const error = await t.throwsAsync(trainWith({}, { inputs }), { instanceOf: NodeError });
    t.is(error.kind, 'bad-input');
    t.regex(error.message, /validation have .* contrast "invert"; those of input train .* "keep"/);
    t.truthy(error.hint);
  },
);

test.serial('weights pretrained on images that are read in another way are bad input', async (t) => {
  const inputs = {
    train: await discImages({ count: 4, side: 32, intensities: inverted }),
    validation: await discImages({ count: 2, side: 30, intensities: inverted }),
    weights: await pretrained(testValues(buildNetwork(network))),
  };
  const error = await t.throwsAsync(trainWith({}, { inputs }), { instanceOf: NodeError });
  t.regex(error.message, /train have .* "invert"; those that the weights were pretrained on .* "keep"/);
});

test.serial('pretrained weights are warned of where foreground is dark, and only there', async (t) => {
  const warnings = async (contrast: 'keep' | 'invert') => {
    const intensities = { normalization: 'unit', contrast } as const;
    const { logs } = await testNode(finetune, {
      params: { ...params, epochs: 1 },
      inputs: {
        train: await discImages({ count: 4, side: 32, intensities }),
        validation: await discImages({ count: 2, side: 30, intensities }),
        weights: await pretrained(testValues(buildNetwork(network)), network, intensities),
      },
    });
    return logs.map(({ level, message }) => `${level}: ${message}`);
  };
  t.deepEqual(await warnings('keep'), []);
  const [warning, ...others] = await warnings('invert');
  t.deepEqual(others, []);
  t.regex(warning!, /^warn: foreground is darker .*mask -0\.9\d.*contrast: "keep"/);
});

test.serial('a training that diverges says where', async (t) => {
  const error = await t.throwsAsync(trainWith({ learningRate: 1e30 }), { instanceOf: NodeError });
  t.is(error.kind, 'diverged');
  t.regex(error.message, /epoch 1/);
  t.is(tensorflow().memory().numTensors, 0);
});

test('params that contradict each other are found before anything runs', (t) => {
  const problems = (changes: object) =>
    finetune.check!({ ...params, seed: 0, ...changes } as never).map(({ path }) => path.join('.'));
  t.deepEqual(problems({}), []);
  t.deepEqual(problems({ crop: 18 }), ['crop']);
  t.deepEqual(problems({ network: { ...network, receptiveField: 45 } }), ['network.receptiveField']);
  t.deepEqual(problems({ task: { ...task, metrics: [], monitor: { metric: 'dice', mode: 'max' } } }), [
    'task.monitor.metric',
  ]);
});
