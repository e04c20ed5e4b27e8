import test from 'ava';
import { openImageSet } from '../artifacts/image-set.js';
import { batchDrawer, batchesPerEpoch, type ExampleSource, epochBatches } from './epoch-batches.js';
import { discImages } from './image-set.test-helper.js';

const set = discImages({ count: 5, side: 12 }).then(openImageSet);
const stream = { stream: 'test', seed: 0 };

async function sourceWith(changes: Partial<ExampleSource>): Promise<ExampleSource> {
  return {
    set: await set,
    indices: [0, 2, 4],
    target: { kind: 'mask' },
    crop: 8,
    cropsPerImage: 3,
    policy: { flip: true, noise: { sigma: [0.1, 0.2] } },
    batch: 4,
    ...changes,
  };
}

/** For each batch, for each example, the input's pixels. */
async function inputsOf(changes: Partial<ExampleSource> = {}, epoch = 1): Promise<number[][][]> {
  const batches = epochBatches(await sourceWith(changes), { ...stream, epoch });
  return [...batches].map(({ input: { count, height, width, data } }) => {
    const size = height * width;
    return Array.from({ length: count }, (_, i) => [...data.subarray(i * size, (i + 1) * size)]);
  });
}

test('every example is in one batch, the last of which may be short', async (t) => {
  const batches = await inputsOf();
  t.deepEqual(
    batches.map((batch) => batch.length),
    [4, 4, 1],
  );
  t.is(batchesPerEpoch(await sourceWith({})), 3);
  t.is(new Set(batches.flat().map(String)).size, 9);
});

test('an epoch’s examples do not depend on the batch size', async (t) => {
  t.deepEqual((await inputsOf({ batch: 9 })).flat(), (await inputsOf()).flat());
});

test('each epoch draws other examples, and the same ones when asked again', async (t) => {
  t.deepEqual(await inputsOf({}, 2), await inputsOf({}, 2));
  t.notDeepEqual(await inputsOf({}, 2), await inputsOf({}, 1));
});

test('only the chosen images are used', async (t) => {
  const images = await set;
  const whole = { crop: undefined, policy: undefined, cropsPerImage: 1 };
  const used = (await inputsOf(whole)).flat().map(String);
  const expected = [0, 2, 4].map((index) => {
    const image = new Float32Array(144);
    images.readImage(index, image);
    return String([...image]);
  });
  t.deepEqual(used.sort(), expected.sort());
});

test('a batch is the same, whatever was drawn before it', async (t) => {
  const source = await sourceWith({});
  const inOrder = [1, 2].map((epoch) => [...epochBatches(source, { ...stream, epoch })]);
  const draw = batchDrawer(source, stream);
  for (const [epoch, step] of [
    [2, 1],
    [1, 2],
    [1, 0],
    [2, 0],
  ] as const) {
    t.deepEqual(draw(epoch, step), inOrder[epoch - 1]![step]);
  }
});

test('targets have the size that their kind has', async (t) => {
  const labels = ['small', 'large'];
  const labelled = await openImageSet(await discImages({ count: 5, side: 12, labels, points: true }));
  const sizesOf = async (target: ExampleSource['target']) => {
    const source = await sourceWith({ set: labelled, target });
    const [batch] = epochBatches(source, { ...stream, epoch: 1 });
    const { count, height, width, channels, data } = batch!.target;
    return [count, height, width, channels, data.length];
  };
  t.deepEqual(await sizesOf({ kind: 'points', sigma: 2 }), [4, 8, 8, 1, 256]);
  t.deepEqual(await sizesOf({ kind: 'label' }), [4, 1, 1, 1, 4]);
});
