import test from 'ava';
import type { Pixels } from '../../imaging/formats/npy.js';
import { encodeNpy } from '../../imaging/formats/npy.test-helper.js';
import type { Contrast, Normalization } from '../../imaging/image-set.js';
import type { ImageSource } from '../../imaging/image-source.js';
import { artifactFromFiles } from '../test-node.js';
import { openImageSet, writeImageSet } from './image-set.js';

/** Writes the set and returns the artifact. */
async function written(
  images: readonly Pixels[],
  options: {
    dtype?: ImageSource['dtype'];
    normalization?: Normalization;
    contrast?: Contrast;
    indices?: number[];
    masks?: Uint8Array[];
  } = {},
) {
  const files: Record<string, Uint8Array> = {};
  const { masks, dtype = 'uint8', normalization = 'unit', contrast = 'keep', indices } = options;
  const source: ImageSource = {
    names: images.map((_, i) => `image ${i}`),
    height: 1,
    width: images[0]!.length,
    dtype,
    image: async (index) => images[index]!,
    ...(masks && { mask: async (index: number) => masks[index]! }),
  };
  const output = {
    async write(name: string, data: Uint8Array | string | AsyncIterable<Uint8Array>) {
      const parts: Uint8Array[] = [];
      if (typeof data === 'string') parts.push(Buffer.from(data));
      else if (data instanceof Uint8Array) parts.push(data);
      else for await (const part of data) parts.push(part);
      files[name] = Buffer.concat(parts);
    },
  };
  await writeImageSet(output, { source, normalization, contrast, ...(indices && { indices }) });
  return artifactFromFiles('image-set', files);
}

async function readAll(images: readonly Pixels[], options: Parameters<typeof written>[1] = {}) {
  const set = await openImageSet(await written(images, options));
  return Array.from({ length: set.count }, (_, i) => {
    const image = new Float32Array(set.height * set.width);
    set.readImage(i, image);
    return [...image];
  });
}
const rounded = (values: readonly number[][]) =>
  values.map((row) => row.map((x) => Math.round(x * 1e6) / 1e6));

test('unit divides by the largest value of the type and leaves floats as they are', async (t) => {
  t.deepEqual(rounded(await readAll([Uint8Array.of(0, 51, 255)])), [[0, 0.2, 1]]);
  t.deepEqual(rounded(await readAll([Uint16Array.of(0, 13107, 65535)], { dtype: 'uint16' })), [[0, 0.2, 1]]);
  t.deepEqual(await readAll([Float32Array.of(-1, 0.5, 7)], { dtype: 'float32' }), [[-1, 0.5, 7]]);
});

test('zscore takes each image by its own mean and deviation, and a flat image to zeros', async (t) => {
  const images = [Uint8Array.of(1, 3), Uint8Array.of(10, 50), Uint8Array.of(9, 9)];
  t.deepEqual(rounded(await readAll(images, { normalization: 'zscore' })), [
    [-1, 1],
    [-1, 1],
    [0, 0],
  ]);
});

test('invert makes dark bright', async (t) => {
  t.deepEqual(rounded(await readAll([Uint8Array.of(0, 51, 255)], { contrast: 'invert' })), [[1, 0.8, 0]]);
  const inverted = await readAll([Uint8Array.of(1, 3)], { contrast: 'invert', normalization: 'zscore' });
  t.deepEqual(rounded(inverted), [[1, -1]]);
});

test('the chosen images are written, in the chosen order, with their names and masks', async (t) => {
  const artifact = await written([Uint8Array.of(1, 1), Uint8Array.of(2, 2), Uint8Array.of(4, 6)], {
    indices: [2, 0],
    masks: [Uint8Array.of(0, 0), Uint8Array.of(1, 1), Uint8Array.of(0, 1)],
  });
  const set = await openImageSet(artifact);
  t.is(set.count, 2);
  t.true(set.labelled);
  t.is(set.name(0), 'image 2');
  const mask = new Float32Array(2);
  set.readMask(0, mask);
  t.deepEqual(mask, Float32Array.of(0, 1));
  t.like(await artifact.json('index.json'), {
    count: 2,
    images: [
      { name: 'image 2', mean: 5, std: 1 },
      { name: 'image 0', mean: 1, std: 0 },
    ],
  });
  t.throws(() => set.readImage(2, mask), { message: /no image 2/ });
});

test('a set says how its intensities are read', async (t) => {
  const set = await openImageSet(await written([Uint8Array.of(1, 2)], { normalization: 'zscore' }));
  t.deepEqual(set.intensities, { normalization: 'zscore', contrast: 'keep' });
});

test('a set without masks says so', async (t) => {
  const set = await openImageSet(await written([Uint8Array.of(1, 2)]));
  t.false(set.labelled);
  t.throws(() => set.readMask(0, new Float32Array(2)), { message: /without masks/ });
});

test('arrays that do not have the shape that the index gives are refused', async (t) => {
  const index = { count: 2, height: 1, width: 2, normalization: 'unit', contrast: 'keep', images: [] };
  const artifact = await artifactFromFiles('image-set', {
    'images.npy': encodeNpy(Uint8Array.of(1, 2), [1, 1, 2, 1]),
    'index.json': JSON.stringify(index),
  });
  await t.throwsAsync(openImageSet(artifact), {
    message: /shape \[1,1,2,1\] where index.json says \[2,1,2,1\]/,
  });
});

test('a set too large for memory is read image by image, to the same values', async (t) => {
  const images = [Uint16Array.of(1, 2, 3), Uint16Array.of(65535, 0, 7)];
  const masks = [Uint8Array.of(0, 1, 1), Uint8Array.of(1, 0, 0)];
  const artifact = await written(images, { dtype: 'uint16', masks });
  const [held, streamed] = [await openImageSet(artifact), await openImageSet(artifact, 0)];
  for (const i of [1, 0]) {
    const [a, b] = [new Float32Array(3), new Float32Array(3)];
    held.readImage(i, a);
    streamed.readImage(i, b);
    t.deepEqual(a, b);
    held.readMask(i, a);
    streamed.readMask(i, b);
    t.deepEqual(a, Float32Array.from(masks[i]!));
    t.deepEqual(b, a);
  }
});
