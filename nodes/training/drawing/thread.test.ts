import test from 'ava';
import { openImageSet } from '../../artifacts/image-set.js';
import { discImages } from '../image-set.test-helper.js';
import { recipeOf } from './recipe.js';
import { DrawingThread } from './thread.js';

/** What draws batches of so many examples. */
async function threadFor(batch: number): Promise<DrawingThread> {
  const artifact = await discImages({ count: 2, side: 24 });
  const source = {
    set: await openImageSet(artifact),
    artifact,
    indices: [0, 1],
    target: { kind: 'mask' },
    crop: 16,
    cropsPerImage: 1_000_000,
    policy: { noise: { sigma: [0.1, 0.1] } },
    batch,
  } as const;
  return new DrawingThread(recipeOf(source, { stream: 'test', seed: 0 })!);
}

test('a thread that is closed ends at once, and what it was asked for is not drawn', async (t) => {
  const thread = await threadFor(200_000);
  await thread.started;
  t.true(thread.isReady);
  const drawing = [thread.draw({ epoch: 1, step: 0 }), thread.draw({ epoch: 1, step: 1 })];
  t.is(thread.outstanding, 2);
  await thread.close();
  for (const drawn of drawing)
    await t.throwsAsync(drawn, { message: /the thread that draws the examples failed/ });
  t.false(thread.isReady);
  t.is(thread.outstanding, 0);
  await t.throwsAsync(thread.draw({ epoch: 1, step: 2 }), { name: 'NodeError' });
});

test('a thread that is closed while it starts does not start', async (t) => {
  const thread = await threadFor(1);
  await thread.close();
  await t.throwsAsync(thread.started, { message: /the thread that draws the examples failed/ });
});

test('batches come in the order in which they are asked for, each in memory of its own', async (t) => {
  const thread = await threadFor(2);
  const [first, second, again] = await Promise.all([0, 1, 0].map((step) => thread.draw({ epoch: 1, step })));
  t.deepEqual(again, first);
  t.notDeepEqual(second, first);
  t.not(again!.input.data.buffer, first!.input.data.buffer);
  t.is(first!.input.data.length, 2 * 16 * 16);
  await thread.close();
});
