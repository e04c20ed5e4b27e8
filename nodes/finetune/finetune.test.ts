import test from 'ava';
import { tensorflow } from '../../learn/runtime/tensorflow.js';
import type { CheckpointsIndex } from '../artifacts/checkpoints.js';
import type { WeightsIndex } from '../artifacts/weights.js';
import { discImages } from '../training/image-set.test-helper.js';
import { finetune } from './definition.js';
import { allContents, historyOf, network, params, task, trainWith } from './training.test-helper.js';
import { trainingSettings } from './training-settings.js';

test.serial('training twice gives the same bytes, and leaves no tensor behind', async (t) => {
  const first = await trainWith();
  t.deepEqual(await allContents(await trainWith()), await allContents(first));
  t.is(tensorflow().memory().numTensors, 0);
});

test.serial('the results of version 4 do not change', async (t) => {
  const history = await historyOf(await trainWith({ epochs: 2 }));
  t.is(finetune.version, '4', 'a new version has new results: replace these');
  const expected = [
    { epoch: 1, learningRate: 0.01, loss: 0.514, bce: 0.514, validationLoss: 0.543, validationDice: 0.007 },
    { epoch: 2, learningRate: 0.01, loss: 0.502, bce: 0.502, validationLoss: 0.477, validationDice: 0.007 },
  ];
  for (const [index, line] of expected.entries()) {
    for (const [name, value] of Object.entries(line)) {
      t.is(Number(Number(history[index]![name]).toFixed(3)), value, `${name} of epoch ${index + 1}`);
    }
  }
  t.is(history[1]!.predicted, 'all background');
});

test.serial('another seed gives another training', async (t) => {
  const [one, other] = [await trainWith({ epochs: 1 }), await trainWith({ epochs: 1, seed: 1 })];
  t.notDeepEqual(await allContents(one), await allContents(other));
});

test.serial('a training that goes on from any of its checkpoints ends with the same bytes', async (t) => {
  const changes = { reestimateStatistics: 1, schedule: { kind: 'step', every: 2, factor: 0.5 } };
  const whole = await trainWith(changes);
  t.deepEqual(
    whole.checkpoints.map(({ progress }) => progress),
    [1, 2, 3, 4],
  );
  for (const lastCheckpoint of whole.checkpoints) {
    t.deepEqual(await allContents(await trainWith(changes, { lastCheckpoint })), await allContents(whole));
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
      aborted: false,
      reason,
      throwIfAborted() {
        looks += 1;
        this.aborted = looks === 6;
        if (this.aborted) throw reason;
      },
    };
    await t.throwsAsync(trainWith({}, { signal: signal as unknown as AbortSignal }), { is: reason });
    t.is(tensorflow().memory().numTensors, 0);
  },
);

test.serial('weights are kept at multiples of “every” and at the end, each the best so far', async (t) => {
  const training = await trainWith({ epochs: 5 });
  const index = await training.outputs.checkpoints.json<CheckpointsIndex>('index.json');
  t.like(index, { policy: 'best', network, task: { target: { kind: 'mask' } } });
  t.deepEqual(
    index.series.map(({ epoch, file }) => [epoch, file]),
    [
      [2, 'epoch-002.safetensors'],
      [4, 'epoch-004.safetensors'],
      [5, 'epoch-005.safetensors'],
    ],
  );
  const history = await historyOf(training);
  for (const { epoch, bestEpoch, validation: measured } of index.series) {
    const losses = history.slice(0, epoch).map((line) => line['validationBce']!);
    t.is(losses.indexOf(Math.min(...losses)) + 1, bestEpoch);
    t.is(measured['bce'], Math.min(...losses));
  }
});

test.serial('the weights chosen at the end are handed on, however often weights are kept', async (t) => {
  const { outputs } = await trainWith({ epochs: 3 });
  const { series } = await outputs.checkpoints.json<CheckpointsIndex>('index.json');
  const last = series.at(-1)!;
  t.deepEqual(await outputs.best.read('weights.safetensors'), await outputs.checkpoints.read(last.file));
  const index = await outputs.best.json<WeightsIndex>('index.json');
  t.like(index, { network, task: { metrics: ['dice'] }, bestEpoch: last.bestEpoch });
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
  const training = await trainWith({
    epochs: 15,
    crop: 32,
    network: { ...network, baseFilters: 4 },
  });
  const history = await historyOf(training);
  t.is(history.length, 15);
  t.true(history.at(-1)!['loss']! < 0.6 * history[0]!['loss']!);
  t.true(Math.max(...history.map((line) => line['validationDice']!)) > 0.8);
  const { waitingShare, ...values } = training.metrics.at(-1)!.values;
  t.like(history.at(-1), { epoch: 15, ...values });
  t.true(waitingShare! > 0 && waitingShare! < 1);
});

test.serial(
  'a network that gives one class only since its first epoch is named as stuck, and handed on',
  async (t) => {
    // A head of zeros and steps too small to be seen: every pixel keeps its probability of one half.
    const changes = { learningRate: 1e-30, start: { head: 'zero' }, checkpoints: { every: 2 } };
    const training = await trainWith(changes);
    t.deepEqual(
      (await historyOf(training)).map(({ stuck }) => stuck),
      [undefined, undefined, 'all background', 'all background'],
    );
    const { series } = await training.outputs.checkpoints.json<CheckpointsIndex>('index.json');
    t.deepEqual(
      series.map(({ epoch, stuck }) => [epoch, stuck]),
      [
        [2, undefined],
        [4, 'all background'],
      ],
    );
    t.regex(training.logs.map(({ message }) => message).join('\n'), /stuck: all background .* epochs 1 to 4/);
  },
);

test('params of the node come before those of the task, and these before the usual ones', (t) => {
  const training = { batch: 8, learningRate: 0.5, optimiser: { kind: 'sgd' }, crop: 16, cropsPerImage: 2 };
  const left = { batch: undefined, crop: undefined, cropsPerImage: undefined, learningRate: undefined };
  const settings = (changes: object) =>
    trainingSettings({ ...params, ...left, task: { ...task, training }, ...changes } as never);
  t.like(settings({}), training);
  t.like(settings({ learningRate: 0.25, batch: 2 }), { ...training, learningRate: 0.25, batch: 2 });
  const usual = { batch: 16, cropsPerImage: 1, learningRate: 2e-4, schedule: { kind: 'constant' } };
  t.like(settings({ task }), { ...usual, optimiser: { kind: 'adam' } });
});

test.serial(
  'the learning rate follows its schedule, and training ends early where nothing gets better',
  async (t) => {
    const schedule = { kind: 'step', every: 2, factor: 0.1 };
    const history = await historyOf(await trainWith({ schedule, epochs: 3, learningRate: 0.5 }));
    t.deepEqual(
      history.map((line) => Number(line['learningRate']!.toPrecision(6))),
      [0.5, 0.5, 0.05],
    );
    const earlyStopping = { patience: 1, minimumChange: 1 };
    const ended = await trainWith({ earlyStopping, epochs: 9 });
    t.is((await historyOf(ended)).length, 2);
    const { series } = await ended.outputs.checkpoints.json<CheckpointsIndex>('index.json');
    t.is(series.at(-1)!.epoch, 2);
  },
);

for (const [what, target, more, changes] of [
  [
    'classes',
    { kind: 'classes', classes: ['film', 'rim', 'core'] },
    { labelled: true, classes: ['film', 'rim', 'core'] },
    { losses: [{ kind: 'ce' }, { kind: 'dice', weight: 0.5 }], metrics: ['dice', 'iou', 'confusion'] },
  ],
  [
    'labels',
    { kind: 'label', classes: ['small', 'large'] },
    { labels: ['small', 'large'] },
    { losses: [{ kind: 'ce' }], metrics: ['accuracy'] },
  ],
  [
    'target images',
    { kind: 'image' },
    { targets: true },
    { losses: [{ kind: 'l1' }, { kind: 'mse' }], metrics: ['l1', 'psnr'] },
  ],
  [
    'points',
    { kind: 'points', sigma: 2 },
    { points: true },
    { losses: [{ kind: 'mse' }], metrics: ['pointF1'] },
  ],
] as const) {
  test.serial(`a network learns ${what}`, async (t) => {
    const images = { labelled: false, ...more };
    const inputs = {
      train: await discImages({ count: 8, side: 16, ...images }),
      validation: await discImages({ count: 4, side: 16, seed: 1, ...images }),
    };
    const other = { ...task, target, ...changes, monitor: { metric: 'loss', mode: 'min' } };
    const settings = {
      batch: 4,
      crop: undefined,
      cropsPerImage: 1,
      epochs: 12,
      network: { ...network, baseFilters: 4 },
    };
    const history = await historyOf(await trainWith({ ...settings, task: other }, { inputs }));
    t.true(history.at(-1)!['loss']! < 0.8 * history[0]!['loss']!, JSON.stringify(history));
    t.true(Number.isFinite(history.at(-1)!['validationLoss']));
    t.is(tensorflow().memory().numTensors, 0);
  });
}

test('params that contradict each other are found before anything runs', (t) => {
  const problems = (changes: object) =>
    finetune.check!({ ...params, seed: 0, start: {}, freeze: [], ...changes } as never).map(({ path }) =>
      path.join('.'),
    );
  t.deepEqual(problems({}), []);
  t.deepEqual(problems({ crop: 18 }), ['crop']);
  t.deepEqual(problems({ crop: undefined, task: { ...task, training: { crop: 18 } } }), [
    'task.training.crop',
  ]);
  t.deepEqual(problems({ network: { ...network, receptiveField: 45 }, freeze: ['nothing'] }), [
    'network.receptiveField',
  ]);
  const monitor = { metric: 'dice', mode: 'max' };
  t.deepEqual(problems({ task: { ...task, metrics: [], monitor } }), ['task.monitor.metric']);
  t.deepEqual(problems({ freeze: ['encoder.*', 'encodr.*'] }), ['freeze.1']);
  t.deepEqual(problems({ freeze: ['*'] }), ['freeze']);
  t.deepEqual(problems({ freeze: ['*.variance'] }), ['freeze']);
  t.deepEqual(problems({ freeze: ['encoder.0.norm1.mean', 'encoder.1.*'] }), ['freeze']);
  t.deepEqual(problems({ freeze: ['*.mean', '*.variance'] }), []);
});

test('crops smaller than the window of an ssim loss are found, whoever sets the crop', (t) => {
  const problems = (crop: number | undefined, training: object, losses = [{ kind: 'ssim' }]) => {
    const monitor = { metric: 'loss', mode: 'min' };
    const restoring = { target: { kind: 'image' }, losses, metrics: ['ssim'], monitor, training };
    const values = { ...params, task: restoring, seed: 0, start: {}, freeze: [], crop };
    return finetune.check!(values as never).map(({ path }) => path.join('.'));
  };
  t.deepEqual(problems(8, {}), ['crop']);
  t.deepEqual(problems(8, { crop: 16 }), ['crop']);
  t.deepEqual(problems(undefined, { crop: 8 }), ['task.training.crop']);
  t.deepEqual(problems(12, { crop: 8 }), []);
  t.deepEqual(problems(undefined, {}), []);
  t.deepEqual(problems(8, {}, [{ kind: 'l1' }]), [], 'the metric is of whole images');
});
