import { rm } from 'node:fs/promises';
import test from 'ava';
import { openImageSet } from '../../artifacts/image-set.js';
import type { InputArtifact } from '../../run-context.js';
import { type ExampleSource, epochBatches } from '../epoch-batches.js';
import { discImages } from '../image-set.test-helper.js';
import { Examples } from './examples.js';

const stream = { stream: 'test', seed: 3 };

async function sourceOf(artifact: InputArtifact): Promise<ExampleSource> {
  const set = await openImageSet(artifact);
  return {
    set,
    artifact,
    indices: [0, 2, 4],
    target: { kind: 'points', sigma: 2 },
    crop: 16,
    cropsPerImage: 5,
    policy: {
      flip: true,
      rotate: { degrees: [-20, 20] },
      elastic: { amplitude: [1, 2], sigma: [6, 6], probability: 0.5 },
      poisson: { dose: [5, 50] },
      noise: { sigma: [0, 0.1] },
    },
    batch: 4,
  };
}

const discs = discImages({ count: 5, side: 24, points: true });

async function drawn(examples: Examples, epochs: readonly number[], skipped = 0) {
  const batches = [];
  for (const epoch of epochs) {
    for await (const { input, target } of examples.batches(epoch, epoch === epochs[0] ? skipped : 0)) {
      batches.push({ input, target });
    }
  }
  return batches;
}

/** No thread is started but where a test does so. */
const byHand = { maxThreads: 0 };

test('threads give the batches that are drawn without them, bit for bit, however many there are', async (t) => {
  const source = await sourceOf(await discs);
  const expected = [1, 2, 3].flatMap((epoch) => [...epochBatches(source, { ...stream, epoch })]);
  t.is(expected.length, 12);
  for (const threads of [0, 1, 3]) {
    const examples = new Examples(source, stream, 3, byHand);
    try {
      for (let count = 0; count < threads; count++) await examples.addThread();
      t.deepEqual(await drawn(examples, [1, 2, 3]), expected, `${threads} threads`);
    } finally {
      await examples.close();
    }
  }
});

test('a thread that begins in the middle, and an epoch that does, change nothing', async (t) => {
  const source = await sourceOf(await discs);
  const expected = [...epochBatches(source, { ...stream, epoch: 2 })].slice(1);
  const examples = new Examples(source, stream, 3, byHand);
  try {
    const batches = [];
    for await (const batch of examples.batches(2, 1)) {
      batches.push(batch);
      if (batches.length === 1) await examples.addThread();
    }
    t.deepEqual(batches, expected);
    // What was drawn ahead for epoch 3 is not what is asked for now.
    t.deepEqual(await drawn(examples, [2], 1), expected);
  } finally {
    await examples.close();
  }
});

test('a thread is started where the network waits, and not before', async (t) => {
  const source = await sourceOf(await discs);
  const startsOf = async (options: ConstructorParameters<typeof Examples>[3]) => {
    let started = 0;
    class Watched extends Examples {
      override async addThread(): Promise<void> {
        started += 1;
        return super.addThread();
      }
    }
    const examples = new Watched(source, stream, 1, options);
    await drawn(examples, [1]);
    await examples.close();
    return started;
  };
  t.is(await startsOf({ worthMs: 0, maxThreads: 4 }), 1, 'one, until it draws');
  t.is(await startsOf({ worthMs: 0, maxThreads: 0 }), 0);
  t.is(await startsOf({ worthMs: Number.POSITIVE_INFINITY, maxThreads: 4 }), 0);
});

test('images that were not opened from an artifact are drawn here', async (t) => {
  const { artifact: _, ...source } = await sourceOf(await discs);
  const examples = new Examples(source, stream, 1, { worthMs: 0, maxThreads: 4 });
  t.deepEqual(await drawn(examples, [1]), [...epochBatches(source, { ...stream, epoch: 1 })]);
  t.true(examples.waitingShare > 0 && examples.waitingShare < 1);
  await examples.close();
});

test('what goes wrong in a thread is thrown where the batch is asked for', async (t) => {
  const source = await sourceOf(await discs);
  // Drawn here, the images are those that were opened; a thread opens others, of which there are fewer.
  const artifact = await discImages({ count: 1, side: 24, points: true });
  const examples = new Examples({ ...source, artifact }, stream, 1, byHand);
  await examples.addThread();
  const batches = examples.batches(1);
  t.false((await batches.next()).done);
  await t.throwsAsync(batches.next(), { message: /the image set has no image [24]/ });
  await examples.close();
});

test('a thread that cannot start says so', async (t) => {
  const artifact = await discImages({ count: 5, side: 24, points: true });
  const source = await sourceOf(artifact);
  await rm(artifact.path('index.json'));
  const examples = new Examples(source, stream, 1, byHand);
  const expected = { name: 'NodeError', message: /the thread that draws the examples failed: ENOENT/ };
  await t.throwsAsync(examples.addThread(), expected);
  await t.throwsAsync(drawn(examples, [1]), expected);
  await examples.close();
});
