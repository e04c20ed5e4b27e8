import test from 'ava';
import type { ImageBatch } from '../../learn/training/image-batch.js';
import { predictions } from './predictions.js';

async function collect(request: {
  count: number;
  side: number;
  stride: number;
  batch: number;
  signal?: AbortSignal;
}) {
  const { count, side, stride, batch, signal = new AbortController().signal } = request;
  const given: ImageBatch[] = [];
  const outputs: number[][] = [];
  const predicted = predictions({
    count,
    height: side,
    width: side,
    batch,
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

test('images are predicted in batches, in order', async (t) => {
  const { given, outputs } = await collect({ count: 3, side: 2, stride: 1, batch: 2 });
  t.deepEqual(
    given.map(({ count }) => count),
    [2, 1],
  );
  t.deepEqual(outputs, [
    [-0, -1, -2, -3],
    [-100, -101, -102, -103],
    [-200, -201, -202, -203],
  ]);
});

test('an image that the stride does not divide is continued as its mirror image, and cropped back', async (t) => {
  const { given, outputs } = await collect({ count: 1, side: 2, stride: 3, batch: 1 });
  t.deepEqual([...given[0]!.data], [0, 1, 1, 2, 3, 3, 2, 3, 3]);
  t.deepEqual(outputs, [[-0, -1, -2, -3]]);
});

test('nothing is predicted once the run is stopped', async (t) => {
  const reason = new Error('stopped');
  const running = collect({ count: 1, side: 2, stride: 1, batch: 1, signal: AbortSignal.abort(reason) });
  await t.throwsAsync(running, { is: reason });
});
