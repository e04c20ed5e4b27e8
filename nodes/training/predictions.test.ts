import test from 'ava';
import type { ImageBatch } from '../../learn/training/image-batch.js';
import { predictions } from './predictions.js';

async function collect(request: { count: number; side: number; stride: number; signal?: AbortSignal }) {
  const { count, side, stride, signal = new AbortController().signal } = request;
  const given: ImageBatch[] = [];
  const outputs: number[][] = [];
  const predicted = predictions({
    count,
    height: side,
    width: side,
    stride,
    signal,
    read: (index, into) => into.set(into.map((_, i) => 100 * index + i)),
    predict(images) {
      given.push(images);
      return { ...images, data: images.data.map((x) => -x) };
    },
  });
  for await (const { index, output } of predicted) outputs[index] = [...output];
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

test('nothing is predicted once the run is stopped', async (t) => {
  const reason = new Error('stopped');
  const running = collect({ count: 1, side: 2, stride: 1, signal: AbortSignal.abort(reason) });
  await t.throwsAsync(running, { is: reason });
});
