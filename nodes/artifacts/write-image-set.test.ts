import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import { decodeNpy } from '../../imaging/formats/npy.test-helper.js';
import type { ImageSource } from '../../imaging/image-source.js';
import type { InputArtifact } from '../run-context.js';
import type { ImageSetIndex } from './image-set.js';
import { sourceOf, written, writtenFrom } from './written-set.test-helper.js';

const indexOf = (artifact: InputArtifact) => artifact.json<ImageSetIndex>('index.json');
const images = Array.from({ length: 40 }, (_, i) => Uint8Array.of(i, 2 * i, 255 - i, 7));

test('the index has a line for each image, and says how the arrays are laid out', async (t) => {
  const artifact = await writtenFrom({
    ...sourceOf([Uint8Array.of(4, 6), Uint8Array.of(1, 1)], { labels: [1, 0], origins: [{ file: 'a.png' }] }),
    pixelSize: { x: 0.5, y: 0.5, unit: 'nm' },
  });
  const digest = (...pixels: number[]) =>
    createHash('sha256').update('uint8 2 × 1 px').update(Uint8Array.from(pixels)).digest('hex').slice(0, 32);
  t.is(
    (await artifact.read('index.json')).toString(),
    `{
 "count": 2,
 "height": 1,
 "width": 2,
 "truths": {
  "labels": [
   "square",
   "hexagonal"
  ]
 },
 "normalization": "unit",
 "contrast": "keep",
 "pixelSize": {
  "x": 0.5,
  "y": 0.5,
  "unit": "nm"
 },
 "dtype": "uint8",
 "imagesPerShard": 536868864,
 "images": [
  {"name":"image 0","digest":"${digest(4, 6)}","mean":5,"std":1,"label":1,"origin":{"file":"a.png"}},
  {"name":"image 1","digest":"${digest(1, 1)}","mean":1,"std":0,"label":0,"origin":{}}
 ]
}
`,
  );
});

test('what the source says of its pixels is not worked out again', async (t) => {
  const given = { digest: 'abc', statistics: { mean: 100, std: 20 } };
  const { images } = await indexOf(await written([Uint8Array.of(4, 6)], { given }));
  t.like(images[0], { digest: 'abc', mean: 100, std: 20 });
});

test('images that take much memory to read are read fewer at a time', async (t) => {
  const mostAtATime = async (bytesToRead?: number) => {
    let [reading, most] = [0, 0];
    const source: ImageSource = {
      ...sourceOf(images),
      ...(bytesToRead !== undefined && { bytesToRead }),
      async image(index) {
        most = Math.max(most, ++reading);
        await setImmediate();
        reading -= 1;
        return { pixels: images[index]! };
      },
    };
    await writtenFrom(source);
    return most;
  };
  t.is(await mostAtATime(), 16);
  t.is(await mostAtATime(100 * 2 ** 20), 2);
  t.is(await mostAtATime(2 ** 30), 1);
});

test('files are filled up one after the other, with no more images than fit', async (t) => {
  const artifact = await written(images, { shardBytes: 4096 + 4 * 15 + 3 });
  t.is((await indexOf(artifact)).imagesPerShard, 15);
  const shapes = ['images-000.npy', 'images-001.npy', 'images-002.npy'].map(async (name) => {
    const { shape, elements } = decodeNpy(await artifact.read(name));
    return { shape, first: [...elements.subarray(0, 4)] };
  });
  t.deepEqual(await Promise.all(shapes), [
    { shape: [15, 1, 4, 1], first: [0, 0, 255, 7] },
    { shape: [15, 1, 4, 1], first: [15, 30, 240, 7] },
    { shape: [10, 1, 4, 1], first: [30, 60, 225, 7] },
  ]);
  t.deepEqual(artifact.fileNames, ['images-000.npy', 'images-001.npy', 'images-002.npy', 'index.json']);
  t.is((await indexOf(await written(images, { shardBytes: 1 }))).imagesPerShard, 1);
});

/** The source, whose images are finished in another order than they were asked for; says how many were under way. */
function shuffling(source: ImageSource) {
  let underWay = 0;
  const seen = { most: 0 };
  const image = async (index: number) => {
    underWay += 1;
    seen.most = Math.max(seen.most, underWay);
    for (let turn = 0; turn < (index * 7) % 5; turn++) await setImmediate();
    underWay -= 1;
    return source.image(index);
  };
  return { source: { ...source, image }, seen };
}

test('several images are read at a time, and which one is ready first does not matter', async (t) => {
  const { source, seen } = shuffling(sourceOf(images));
  t.is((await writtenFrom(source)).digest, (await written(images)).digest);
  t.true(seen.most > 4 && seen.most <= 16);
});

test('of large images fewer are read at a time', async (t) => {
  let begun = 0;
  const image = async () => {
    begun += 1;
    throw new Error('no image');
  };
  const names = images.map((_, i) => `${i}`);
  // 4 bytes × 4,000² px are 61 MiB, of which 256 MiB hold four.
  const source = { ...sourceOf([Float32Array.of(1)]), names, height: 4000, width: 4000, image };
  await t.throwsAsync(writtenFrom(source), { message: 'no image' });
  t.is(begun, 4);
});

test('the first image in the order that cannot be read ends it, once all that was begun has ended', async (t) => {
  const ended: number[] = [];
  const source = sourceOf(images);
  const image = async (index: number) => {
    for (let turn = 0; turn < 40 - index; turn++) await setImmediate();
    ended.push(index);
    if (index === 20 || index === 23) throw new Error(`image ${index} is damaged`);
    return source.image(index);
  };
  await t.throwsAsync(writtenFrom({ ...source, image }), { message: 'image 20 is damaged' });
  t.true(ended.includes(23));
  const count = ended.length;
  for (let turn = 0; turn < 50; turn++) await setImmediate();
  t.is(ended.length, count);
});

test('an image unlike its set is a bug', async (t) => {
  const source = sourceOf([Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3)]);
  await t.throwsAsync(writtenFrom(source), { message: /of images is unlike its set/ });
});
