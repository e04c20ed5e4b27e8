import test from 'ava';
import type { ImageSet } from '../../imaging/image-set.js';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { loadTensorFlow, tensorflow } from '../../learn/runtime/tensorflow.js';
import { taskFunctions } from '../../learn/tasks/build-task-functions.js';
import { testValues } from '../../learn/testing/random-values.test-helper.js';
import { newTrainer } from '../../learn/training/new-trainer.js';
import { makeOptimiser } from '../../learn/training/optimisers/make-optimiser.js';
import { Predictor } from '../../learn/training/predictor.js';
import { supervisedProgram } from '../../learn/training/supervised-program.js';
import { openImageSet } from '../artifacts/image-set.js';
import { evaluatedImages, predictedImages } from './examined-images.js';
import { discImages } from './image-set.test-helper.js';
import type { Tile } from './tiles.js';

const functions = taskFunctions({
  target: { kind: 'mask' },
  losses: [{ kind: 'bce', weight: 1 }],
  metrics: [],
  monitor: { metric: 'loss', mode: 'min' },
});
/** Sees 22 pixels to each side. */
const network = buildNetwork({ kind: 'residual-unet', blocks: 2, receptiveField: 44, baseFilters: 2 });
const values = testValues(network, 3);
const { signal } = new AbortController();

test.before(() => loadTensorFlow());

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test.serial('tiles that overlap by half the receptive field give what the whole image gives', async (t) => {
  const set = await openImageSet(await discImages({ count: 2, side: 122 }));
  const predictor = new Predictor(network, functions, values);
  const predicted = (tile?: Tile) =>
    collected(
      predictedImages({
        set,
        target: { kind: 'mask' },
        network,
        signal,
        tile,
        predict: (images) => predictor.predict(images),
      }),
    );
  const whole = await predicted();
  const differenceWith = async (tile: Tile) => {
    const tiled = await predicted(tile);
    t.is(tiled.length, 2);
    return Math.max(
      ...tiled.flatMap(({ prediction }, index) =>
        [...prediction.data].map((value, at) => Math.abs(value - whole[index]!.prediction.data[at]!)),
      ),
    );
  };
  t.true((await differenceWith({ side: 64, overlap: 22 })) < 1e-5);
  t.true((await differenceWith({ side: 76, overlap: 30 })) < 1e-5);
  t.true((await differenceWith({ side: 64, overlap: 4 })) > 1e-4, 'less is not enough');
  predictor.dispose();
  t.is(tensorflow().memory().numTensors, 0);
});

test.serial(
  'a trainer and a predictor examine images alike, and the trainer measures their losses',
  async (t) => {
    const set = await openImageSet(await discImages({ count: 3, side: 18 }));
    const request = { set, target: { kind: 'mask' as const }, network, signal };
    const optimiser = makeOptimiser({ kind: 'adam', beta1: 0.9, beta2: 0.999 });
    const trainer = newTrainer(supervisedProgram({ network, values, task: functions, optimiser }), []);
    const predictor = new Predictor(network, functions, values);
    const evaluated = await collected(
      evaluatedImages({ ...request, oneByOne: false, evaluate: (batch) => trainer.evaluate(batch) }),
    );
    const predicted = await collected(
      predictedImages({ ...request, predict: (images) => predictor.predict(images) }),
    );
    t.deepEqual(
      evaluated.map(({ index, truth }) => ({ index, truth })),
      predicted.map(({ index, truth }) => ({ index, truth })),
    );
    const crossEntropies = predicted.map(({ index, prediction, truth }) => {
      t.like(prediction, { height: 18, width: 18, channels: 1 });
      const mask = new Float32Array(18 * 18);
      set.readMask(index, mask);
      t.deepEqual(truth.pixels, mask);
      const logs = prediction.data.map((p, at) => -Math.log(mask[at] === 1 ? p : 1 - p));
      evaluated[index]!.prediction.data.forEach((p, at) => {
        if (Math.abs(p - prediction.data[at]!) > 1e-6) t.fail(`pixel ${at} of image ${index}`);
      });
      return logs.reduce((a, b) => a + b) / logs.length;
    });
    const mean = crossEntropies.reduce((a, b) => a + b) / 3;
    for (const { losses } of evaluated) t.true(Math.abs(losses['loss']! - mean) < 1e-5);
    trainer.dispose();
    predictor.dispose();
  },
);

test.serial(
  'losses that weigh classes do not depend on what goes through the network together',
  async (t) => {
    const weighted = taskFunctions({
      target: { kind: 'mask' },
      losses: [{ kind: 'bce', weight: 1 }],
      classWeights: [1, 9],
      metrics: [],
      monitor: { metric: 'loss', mode: 'min' },
    });
    const optimiser = makeOptimiser({ kind: 'adam', beta1: 0.9, beta2: 0.999 });
    const trainer = newTrainer(supervisedProgram({ network, values, task: weighted, optimiser }), []);
    const set = await openImageSet(await discImages({ count: 3, side: 16 }));
    const meanLoss = async (images: ImageSet, oneByOne: boolean) => {
      const request = { set: images, target: { kind: 'mask' as const }, network, signal, oneByOne };
      const all = await collected(
        evaluatedImages({ ...request, evaluate: (batch) => trainer.evaluate(batch) }),
      );
      return all.reduce((sum, { losses }) => sum + losses['loss']!, 0) / all.length;
    };
    const single = (index: number): ImageSet => ({
      ...set,
      count: 1,
      readImage: (_, into) => set.readImage(index, into),
      readMask: (_, into) => set.readMask(index, into),
    });
    const apart = await Promise.all([0, 1, 2].map((index) => meanLoss(single(index), true)));
    const expected = apart.reduce((a, b) => a + b) / 3;
    t.true(Math.abs((await meanLoss(set, true)) - expected) < 1e-6);
    t.true(Math.abs((await meanLoss(set, false)) - expected) > 1e-4, 'together they are weighed together');
    trainer.dispose();
  },
);

test('what is true of an image is what its kind of target says', async (t) => {
  const request = { count: 2, side: 8, points: true, labels: ['small', 'large'], targets: true } as const;
  const set = await openImageSet(await discImages(request));
  const truthsOf = async (target: Parameters<typeof predictedImages>[0]['target']) => {
    const predict = (images: Parameters<Predictor['predict']>[0]) => images;
    const all = await collected(
      predictedImages({ set, target, network: { layers: [], stride: 1 }, signal, predict }),
    );
    return all.map(({ truth }) => truth);
  };
  const [first, second] = await truthsOf({ kind: 'points', sigma: 1.5 });
  t.deepEqual([first!.points, second!.points], [set.points(0), set.points(1)]);
  const [[x, y]] = set.points(0) as [[number, number]];
  const nearest = Math.round(y) * 8 + Math.round(x);
  t.is(first!.pixels.indexOf(Math.max(...first!.pixels)), nearest);
  t.deepEqual(
    (await truthsOf({ kind: 'label' })).map(({ pixels }) => [...pixels]),
    [[0], [1]],
  );
  const clean = new Float32Array(64);
  set.readTarget(1, clean);
  t.deepEqual((await truthsOf({ kind: 'image' }))[1], { pixels: clean });
});
