import test from 'ava';
import { buildNetwork } from '../../learn/networks/build-network.js';
import type { NetworkVariable } from '../../learn/networks/network.js';
import { testValues } from '../../learn/testing/random-values.test-helper.js';
import type { NamedArrays } from '../../learn/weights/named-arrays.js';
import { encodeSafetensors } from '../../learn/weights/safetensors.js';
import { NodeError } from '../node-error.js';
import { artifactFromFiles, testNode } from '../test-node.js';
import { discImages } from '../training/image-set.test-helper.js';
import { finetune } from './definition.js';
import { bestOf, network, params, pretrained, task, trainWith } from './training.test-helper.js';

const { variables } = buildNetwork(network);
const given = testValues(buildNetwork(network), 7);
/** Trains one step of a size that changes nothing, so that what comes out is what the training began with. */
const untouched = { epochs: 1, learningRate: 1e-30, batch: 8 };

/** The variables whose values after such a training are those of `expected`, by name. */
function same(values: NamedArrays, expected: NamedArrays): string[] {
  const isSame = ({ name }: NetworkVariable) =>
    values.get(name)!.data.every((x, i) => Math.abs(x - expected.get(name)!.data[i]!) < 1e-20);
  return variables.filter(isSame).map(({ name }) => name);
}

const names = (which: (variable: NetworkVariable) => boolean) =>
  variables.filter(which).map(({ name }) => name);
const isWeight = ({ trained }: NetworkVariable) => trained;

test.serial('the whole network is taken, the head with it', async (t) => {
  const inputs = { weights: await pretrained(given) };
  const values = await bestOf(
    await trainWith({ ...untouched, freeze: ['*.mean', '*.variance'] }, { inputs }),
  );
  t.deepEqual(
    same(values, given),
    names(() => true),
  );
  t.is(values.size, given.size);
});

test.serial('the encoder alone can be taken, and what is not taken is as without weights', async (t) => {
  const inputs = { weights: await pretrained(given) };
  const values = await bestOf(await trainWith({ ...untouched, start: { take: 'encoder' } }, { inputs }));
  const random = await bestOf(await trainWith(untouched));
  const weights = names(isWeight);
  t.deepEqual(
    same(values, given).filter((name) => weights.includes(name) && !/beta|gamma/.test(name)),
    names(
      (variable) => isWeight(variable) && variable.part === 'encoder' && !/beta|gamma/.test(variable.name),
    ),
  );
  const others = names((variable) => isWeight(variable) && variable.part !== 'encoder');
  t.true(others.length > 0);
  t.deepEqual(
    same(values, random).filter((name) => others.includes(name)),
    others,
  );
});

test.serial('of statistics alone no weight is taken', async (t) => {
  const running = new Map(given);
  running.set('encoder.0.norm1.mean', { shape: [2], data: Float32Array.of(1e6, -1e6) });
  const inputs = { weights: await pretrained(running) };
  const values = await bestOf(await trainWith({ ...untouched, start: { take: 'statistics' } }, { inputs }));
  t.deepEqual(
    same(values, await bestOf(await trainWith(untouched))).filter((name) => names(isWeight).includes(name)),
    names(isWeight),
  );
  // One step leaves nine tenths.
  t.true(Math.abs(values.get('encoder.0.norm1.mean')!.data[0]! / 0.9e6 - 1) < 1e-3);
});

for (const [head, expected] of [
  ['redraw', 'random'],
  ['zero', 'zero'],
] as const) {
  test.serial(`a head that is to be ${expected} is so, with and without weights`, async (t) => {
    const inputs = { weights: await pretrained(given) };
    const random = await bestOf(await trainWith(untouched));
    for (const more of [{ inputs }, {}]) {
      const filter = (await bestOf(await trainWith({ ...untouched, start: { head } }, more))).get(
        'head.filter',
      )!;
      const wanted = expected === 'zero' ? [0, 0] : [...random.get('head.filter')!.data];
      t.true(filter.data.every((x, i) => Math.abs(x - wanted[i]!) < 1e-20));
    }
  });
}

test.serial('frozen variables stay as they are, and the others learn', async (t) => {
  const inputs = { weights: await pretrained(given) };
  const changes = {
    epochs: 2,
    checkpoints: { every: 2, policy: 'last' },
    freeze: ['encoder.*', 'head.bias'],
  };
  const values = await bestOf(await trainWith(changes, { inputs }));
  const frozen = names(({ name }) => name.startsWith('encoder.') || name === 'head.bias');
  const learning = names(({ trained, kind }) => trained || kind === 'statistic');
  t.deepEqual(
    same(values, given).filter((name) => learning.includes(name)),
    frozen.filter((name) => learning.includes(name)),
  );
});

test.serial('running statistics can be estimated anew before the first step', async (t) => {
  const running = new Map(given);
  running.set('encoder.0.norm1.mean', { shape: [2], data: Float32Array.of(1e6, -1e6) });
  const inputs = { weights: await pretrained(running) };
  const values = await bestOf(await trainWith({ ...untouched, reestimateStatistics: 2 }, { inputs }));
  t.true(Math.abs(values.get('encoder.0.norm1.mean')!.data[0]!) < 100);
});

test.serial('frozen statistics are not estimated anew', async (t) => {
  const inputs = { weights: await pretrained(given) };
  const changes = { ...untouched, reestimateStatistics: 2, freeze: ['encoder.*'] };
  const values = await bestOf(await trainWith(changes, { inputs }));
  const statistics = names(({ kind }) => kind === 'statistic');
  t.deepEqual(
    same(values, given).filter((name) => statistics.includes(name)),
    statistics.filter((name) => name.startsWith('encoder.')),
  );
});

test.serial('another task can start from what an earlier training found best', async (t) => {
  const first = await trainWith({ epochs: 1 });
  const labels = ['film', 'rim', 'core'];
  const inputs = {
    train: await discImages({ count: 4, side: 32, classes: labels }),
    validation: await discImages({ count: 2, side: 30, seed: 1, classes: labels }),
    weights: first.outputs.best,
  };
  const target = { kind: 'classes', classes: labels };
  const classes = { ...task, target, losses: [{ kind: 'ce' }], monitor: { metric: 'loss', mode: 'min' } };
  const error = await t.throwsAsync(trainWith({ ...untouched, task: classes }, { inputs }), {
    instanceOf: NodeError,
  });
  t.is(error.kind, 'bad-input');
  t.regex(error.message, /head .* does not fit the task: head\.filter is \[1,1,2,1\] and not \[1,1,2,3\]/);
  t.regex(error.hint!, /"head": "redraw"/);
  const second = await trainWith({ ...untouched, task: classes, start: { head: 'redraw' } }, { inputs });
  const values = await bestOf(second);
  const found = await bestOf(first);
  t.deepEqual(values.get('decoder.0.conv1.filter')!.data, found.get('decoder.0.conv1.filter')!.data);
  t.deepEqual(values.get('head.filter')!.shape, [1, 1, 2, 3]);
});

for (const [what, other, message] of [
  [
    'more filters',
    { ...network, baseFilters: 3 },
    /encoder\.0\.conv1\.filter is \[3,3,1,3\] and not \[3,3,1,2\].*more tensors/,
  ],
  ['more blocks', { kind: 'residual-unet', blocks: 3, baseFilters: 2 } as const, /bottleneck\.conv1\.filter/],
  ['another receptive field', { ...network, receptiveField: 116 }, /dilations/],
] as const) {
  test.serial(`weights of a network with ${what} are refused`, async (t) => {
    const inputs = { weights: await pretrained(testValues(buildNetwork(other)), other) };
    for (const start of [{}, { take: 'encoder' }, { take: 'statistics' }]) {
      const running = trainWith({ start }, { inputs });
      const error = await t.throwsAsync(running, { instanceOf: NodeError, message: /another network/ });
      t.is(error.kind, 'bad-input');
      if (!('take' in start)) t.regex(error.message, message);
    }
  });
}

test.serial('a generator that ends in a sigmoid goes on making images by a sigmoid only', async (t) => {
  const inputs = { weights: await pretrained(given, network, undefined, 'sigmoid') };
  const images = { losses: [{ kind: 'l1' }], metrics: [], monitor: { metric: 'l1', mode: 'min' } };
  const restoring = { ...task, ...images, target: { kind: 'image' } };
  const error = await t.throwsAsync(trainWith({ ...untouched, task: restoring }, { inputs }), {
    instanceOf: NodeError,
    message: /outputActivation "sigmoid".*"none"/,
  });
  t.is(error.kind, 'bad-input');
  const bySigmoid = { ...restoring, head: { activation: 'sigmoid' } };
  await t.notThrowsAsync(trainWith({ ...untouched, task: bySigmoid }, { inputs }));
});

test.serial('weights that are cut short are bad input, and the file is named', async (t) => {
  const weights = await artifactFromFiles('weights', {
    'weights.safetensors': encodeSafetensors(given).subarray(0, -10),
    'index.json': await (await pretrained(given)).read('index.json'),
  });
  const error = await t.throwsAsync(trainWith({}, { inputs: { weights } }), { instanceOf: NodeError });
  t.is(error.kind, 'bad-input');
  t.regex(error.message, /weights\.safetensors cannot be read: .*cut short/);
});

test.serial('weights trained on images that are read in another way are bad input', async (t) => {
  const intensities = { normalization: 'unit', contrast: 'invert' } as const;
  const inputs = {
    train: await discImages({ count: 4, side: 32, intensities }),
    validation: await discImages({ count: 2, side: 30, intensities }),
    weights: await pretrained(given),
  };
  const error = await t.throwsAsync(trainWith({}, { inputs }), { instanceOf: NodeError });
  t.regex(error.message, /train have .* "invert"; those that the weights were trained on .* "keep"/);
});

test.serial(
  'a kept head that restores images is warned of where foreground is dark, and only there',
  async (t) => {
    const warnings = async (contrast: 'keep' | 'invert', start = {}, changes = {}) => {
      const intensities = { normalization: 'unit', contrast } as const;
      const discs = { side: 32, intensities, targets: true } as const;
      const { logs } = await testNode(finetune, {
        params: { ...params, epochs: 1, start, task: { ...task, ...changes } },
        inputs: {
          train: await discImages({ count: 4, ...discs }),
          validation: await discImages({ count: 2, ...discs }),
          weights: await pretrained(given, network, intensities),
        },
      });
      return logs.filter(({ level }) => level === 'warn').map(({ message }) => message);
    };
    t.deepEqual(await warnings('keep'), []);
    const [warning, ...others] = await warnings('invert');
    t.deepEqual(others, []);
    t.regex(warning!, /^foreground is darker .*mask -0\.9\d.*contrast: "keep"/);
    t.deepEqual(await warnings('invert', { head: 'redraw' }), []);
    t.deepEqual(await warnings('invert', { take: 'encoder' }), []);
    const images = { losses: [{ kind: 'l1' }], metrics: [], monitor: { metric: 'l1', mode: 'min' } };
    t.deepEqual(await warnings('invert', {}, { ...images, target: { kind: 'image' } }), []);
  },
);

test.serial('images that are their own targets are warned of', async (t) => {
  const images = { losses: [{ kind: 'l1' }], metrics: [], monitor: { metric: 'l1', mode: 'min' } };
  const restoring = { ...task, ...images, target: { kind: 'image' } };
  const { logs } = await trainWith({ epochs: 1, task: restoring });
  t.regex(logs.map(({ message }) => message).join(), /no target images, so they are their own/);
});
