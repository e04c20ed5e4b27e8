import test from 'ava';
import type { ImageBatch } from '../../learn/training/image-batch.js';
import { predictions } from './predictions.js';
import type { Tile } from './tiles.js';

interface Asked {
  readonly count: number;
  readonly side: number;
  readonly stride: number;
  readonly tile?: Tile;
  readonly signal?: AbortSignal;
  /** What the network makes of images; their negatives where not given. */
  readonly predict?: (images: ImageBatch) => ImageBatch;
}

const negative = (images: ImageBatch) => ({ ...images, data: images.data.map((x) => -x) });

/** Pixels of image n are 100 n, 100 n + 1, …. */
async function collect({ side, stride, predict = negative, ...asked }: Asked) {
  const given: ImageBatch[] = [];
  const outputs: number[][] = [];
  const predicted = predictions({
    signal: new AbortController().signal,
    ...asked,
    network: { layers: [], stride },
    height: side,
    width: side,
    read: (index, into) => into.set(into.map((_, i) => 100 * index + i)),
    predict(images) {
      given.push(images);
      return predict(images);
    },
  });
  for await (const { index, prediction } of predicted) outputs[index] = [...prediction.data];
  return { given, outputs };
}

test('images are predicted in order', async (t) => {
  const { outputs } = await collect({ count: 3, side: 2, stride: 1 });
  t.deepEqual(outputs, [
    [-0, -1, -2, -3],
    [-100, -101, -102, -103],
    [-200, -201, -202, -203],
  ]);
});

test('so many images are predicted at once as have a million pixels together, and at least one', async (t) => {
  const countsOf = async (side: number) =>
    (await collect({ count: 5, side, stride: 16 })).given.map(({ count }) => count);
  t.deepEqual(await countsOf(512), [4, 1]);
  t.deepEqual(await countsOf(500), [4, 1]);
  t.deepEqual(await countsOf(1040), [1, 1, 1, 1, 1]);
});

test('an image that the stride does not divide is continued as its mirror image, and cropped back', async (t) => {
  const { given, outputs } = await collect({ count: 1, side: 2, stride: 3 });
  t.deepEqual([...given[0]!.data], [0, 1, 1, 2, 3, 3, 2, 3, 3]);
  t.deepEqual(outputs, [[-0, -1, -2, -3]]);
});

test('a prediction has as many channels as the network gives', async (t) => {
  const predict = (images: ImageBatch) => ({
    ...images,
    channels: 2,
    data: Float32Array.from([...images.data].flatMap((x) => [x, -x])),
  });
  const { outputs } = await collect({ count: 1, side: 2, stride: 3, predict });
  t.deepEqual(outputs, [[0, -0, 1, -1, 2, -2, 3, -3]]);
});

const means = ({ count, height, width, data }: ImageBatch): ImageBatch => {
  const size = height * width;
  const mean = (index: number) =>
    data.subarray(index * size, (index + 1) * size).reduce((a, b) => a + b) / size;
  return {
    count,
    height: 1,
    width: 1,
    channels: 1,
    data: Float32Array.from({ length: count }, (_, i) => mean(i)),
  };
};

test('a network that gives one value per image gives it here', async (t) => {
  t.deepEqual((await collect({ count: 2, side: 2, stride: 2, predict: means })).outputs, [[1.5], [101.5]]);
});

test('a network that gives one value per image cannot be tiled', async (t) => {
  const running = collect({ count: 1, side: 8, stride: 2, tile: { side: 4, overlap: 0 }, predict: means });
  await t.throwsAsync(running, { message: /one value per image cannot be tiled/ });
});

test('images are put together from their tiles, whatever side, overlap and stride', async (t) => {
  for (const side of [1, 5, 13]) {
    for (const stride of [1, 4]) {
      const { outputs: whole } = await collect({ count: 2, side, stride });
      for (const tile of [1, 4, 5, 8, 20].flatMap((of) =>
        [0, 1, 3].map((overlap) => ({ side: of, overlap })),
      )) {
        const { given, outputs } = await collect({ count: 2, side, stride, tile });
        t.deepEqual(outputs, whole);
        t.true(given.every(({ height, width }) => height % stride === 0 && width % stride === 0));
      }
    }
  }
});

test('tiles are no larger than asked for where that leaves something between their rims', async (t) => {
  const { given } = await collect({ count: 1, side: 32, stride: 4, tile: { side: 16, overlap: 4 } });
  t.deepEqual(
    given.map(({ count, height, width }) => [count, height, width]),
    [[9, 16, 16]],
  );
});

test('nothing is predicted once the run is stopped', async (t) => {
  const reason = new Error('stopped');
  const running = collect({ count: 1, side: 2, stride: 1, signal: AbortSignal.abort(reason) });
  await t.throwsAsync(running, { is: reason });
});
