import test from 'ava';
import { dtypeOf, type Pixels } from '../../imaging/formats/npy.js';
import { encodeNpy } from '../../imaging/formats/npy.test-helper.js';
import type { Contrast, ImagePoint, Normalization } from '../../imaging/image-set.js';
import type { ImageSource } from '../../imaging/image-source.js';
import { artifactFromFiles } from '../test-node.js';
import { openImageSet } from './image-set.js';
import { writeImageSet } from './write-image-set.js';

interface SetOptions {
  readonly normalization?: Normalization;
  readonly contrast?: Contrast;
  readonly indices?: readonly number[];
  readonly masks?: readonly Uint8Array[];
  readonly targets?: readonly Pixels[];
  readonly points?: readonly (readonly ImagePoint[])[];
  readonly labels?: readonly number[];
}

/** Writes images of one row each, and returns the artifact. */
async function written(images: readonly Pixels[], options: SetOptions = {}) {
  const files: Record<string, Uint8Array> = {};
  const { masks, targets, points, labels, indices } = options;
  const source: ImageSource = {
    names: images.map((_, i) => `image ${i}`),
    height: 1,
    width: images[0]!.length,
    dtype: dtypeOf(images[0]!),
    image: async (index) => images[index]!,
    ...(masks && { masks: { classes: ['support', 'gold'], mask: async (index) => masks[index]! } }),
    ...(targets && {
      targets: { dtype: dtypeOf(targets[0]!), target: async (index) => targets[index]! },
    }),
    ...(points && { points: async (index) => points[index]! }),
    ...(labels && { labels: { names: ['square', 'hexagonal'], label: (index) => labels[index]! } }),
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
  const { normalization = 'unit', contrast = 'keep' } = options;
  await writeImageSet(output, { source, normalization, contrast, ...(indices && { indices }) });
  return artifactFromFiles('image-set', files);
}

async function readAll(images: readonly Pixels[], options: SetOptions = {}) {
  const set = await openImageSet(await written(images, options));
  return Array.from({ length: set.count }, (_, i) => {
    const image = new Float32Array(set.height * set.width);
    set.readImage(i, image);
    return [...image];
  });
}
const rounded = (values: readonly number[][]) =>
  values.map((row) => row.map((x) => Math.round(x * 1e6) / 1e6 + 0));

test('unit divides by the largest value of the type and leaves floats as they are', async (t) => {
  t.deepEqual(rounded(await readAll([Uint8Array.of(0, 51, 255)])), [[0, 0.2, 1]]);
  t.deepEqual(rounded(await readAll([Uint16Array.of(0, 13107, 65535)])), [[0, 0.2, 1]]);
  t.deepEqual(await readAll([Float32Array.of(-1, 0.5, 7)]), [[-1, 0.5, 7]]);
});

test('symmetric goes from −1 to 1, and floats are stretched alike', async (t) => {
  const symmetric = { normalization: 'symmetric' } as const;
  t.deepEqual(rounded(await readAll([Uint8Array.of(0, 51, 255)], symmetric)), [[-1, -0.6, 1]]);
  t.deepEqual(rounded(await readAll([Float32Array.of(-1, 0.5, 2)], symmetric)), [[-3, 0, 3]]);
  const inverted = { ...symmetric, contrast: 'invert' } as const;
  t.deepEqual(rounded(await readAll([Uint8Array.of(0, 51, 255)], inverted)), [[1, 0.6, -1]]);
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

test('the chosen images are written, in the chosen order, with all that is known of them', async (t) => {
  const artifact = await written([Uint8Array.of(1, 1), Uint8Array.of(2, 2), Uint8Array.of(4, 6)], {
    indices: [2, 0],
    masks: [Uint8Array.of(0, 0), Uint8Array.of(1, 1), Uint8Array.of(0, 1)],
    targets: [Uint8Array.of(51, 51), Uint8Array.of(0, 0), Uint8Array.of(102, 153)],
    points: [
      [],
      [[1, 0]],
      [
        [0.25, 0],
        [1, 0],
      ],
    ],
    labels: [0, 0, 1],
  });
  const set = await openImageSet(artifact);
  t.is(set.count, 2);
  t.deepEqual(set.truths, {
    classes: ['support', 'gold'],
    labels: ['square', 'hexagonal'],
    images: true,
    points: true,
  });
  t.is(set.name(0), 'image 2');
  const pixels = new Float32Array(2);
  set.readMask(0, pixels);
  t.deepEqual(pixels, Float32Array.of(0, 1));
  set.readTarget(0, pixels);
  t.deepEqual(rounded([[...pixels]]), [[0.4, 0.6]]);
  t.deepEqual(
    [set.points(0), set.points(1)],
    [
      [
        [0.25, 0],
        [1, 0],
      ],
      [],
    ],
  );
  t.deepEqual([set.label(0), set.label(1)], [1, 0]);
  t.like(await artifact.json('index.json'), {
    count: 2,
    images: [
      { name: 'image 2', mean: 5, std: 1, label: 1 },
      { name: 'image 0', mean: 1, std: 0, label: 0 },
    ],
  });
  t.is(
    (await artifact.read('points.jsonl')).toString(),
    '{"name":"image 2","points":[[0.25,0],[1,0]]}\n{"name":"image 0","points":[]}\n',
  );
  t.throws(() => set.readImage(2, pixels), { message: /no image 2/ });
});

test('a target stays on the scale of its image, whatever its own mean and type', async (t) => {
  const images = [Float32Array.of(0.2, 0.6)];
  const targets = [Uint8Array.of(51, 102)];
  const target = async (options: SetOptions) => {
    const set = await openImageSet(await written(images, { ...options, targets }));
    const pixels = new Float32Array(2);
    set.readTarget(0, pixels);
    return rounded([[...pixels]])[0];
  };
  t.deepEqual(await target({}), [0.2, 0.4]);
  t.deepEqual(await target({ contrast: 'invert' }), [0.8, 0.6]);
  t.deepEqual(await target({ normalization: 'symmetric' }), [-0.6, -0.2]);
  t.deepEqual(await target({ normalization: 'zscore' }), [-1, 0]);
  t.deepEqual(await target({ normalization: 'zscore', contrast: 'invert' }), [1, 0]);
});

test('a set says how its intensities are read', async (t) => {
  const set = await openImageSet(await written([Uint8Array.of(1, 2)], { normalization: 'zscore' }));
  t.deepEqual(set.intensities, { normalization: 'zscore', contrast: 'keep' });
});

test('a set of which nothing is known says so', async (t) => {
  const set = await openImageSet(await written([Uint8Array.of(1, 2)]));
  t.deepEqual(set.truths, {});
  const into = new Float32Array(2);
  t.throws(() => set.readMask(0, into), { message: /without masks/ });
  t.throws(() => set.readTarget(0, into), { message: /without target images/ });
  t.throws(() => set.points(0), { message: /without points/ });
  t.throws(() => set.label(0), { message: /without labels/ });
});

test('arrays that do not have the shape that the index gives are refused', async (t) => {
  const index = {
    count: 2,
    height: 1,
    width: 2,
    truths: {},
    normalization: 'unit',
    contrast: 'keep',
    images: [],
  };
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
  const artifact = await written(images, { masks });
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
