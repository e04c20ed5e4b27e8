import { readdir, readlink } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import type { Region } from '../../imaging/datasets/region.js';
import type { Pixels } from '../../imaging/formats/npy.js';
import { encodeNpy } from '../../imaging/formats/npy.test-helper.js';
import { artifactFromFiles } from '../test-node.js';
import { openImageSet } from './image-set.js';
import { type SetOptions, written } from './written-set.test-helper.js';

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

test('given numbers are subtracted from and divided into fractions of the largest value', async (t) => {
  const given = { normalization: { mean: 0.2, std: 0.5 } } as const;
  t.deepEqual(rounded(await readAll([Uint8Array.of(0, 51, 255)], given)), [[-0.4, 0, 1.6]]);
  t.deepEqual(rounded(await readAll([Float32Array.of(-1, 0.2, 7)], given)), [[-2.4, 0, 13.6]]);
  const inverted = { ...given, contrast: 'invert' } as const;
  t.deepEqual(rounded(await readAll([Uint8Array.of(0, 51, 255)], inverted)), [[0.4, 0, -1.6]]);
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
    origins: [
      { file: 'a.tif', image: 0 },
      { file: 'a.tif', image: 1 },
      { file: 'b.tif', tile: [0, 8], copy: 3 },
    ],
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
  t.deepEqual(set.origin(0), { file: 'b.tif', tile: [0, 8], copy: 3 });
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

test('a set says what raw intensities of 0 and of the mean are shown as', async (t) => {
  const levels = async (options: SetOptions) => {
    const set = await openImageSet(await written([Uint8Array.of(0, 102)], options));
    return rounded([[set.levels(0).zero, set.levels(0).mean]])[0];
  };
  t.deepEqual(await levels({}), [0, 0.2]);
  t.deepEqual(await levels({ contrast: 'invert' }), [1, 0.8]);
  t.deepEqual(await levels({ normalization: 'zscore' }), [-1, 0]);
  t.deepEqual(await levels({ normalization: { mean: 0.1, std: 0.5 } }), [-0.2, 0.2]);
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

test('files that contradict each other are refused', async (t) => {
  const index = {
    count: 3,
    height: 1,
    width: 2,
    truths: {},
    normalization: 'unit',
    contrast: 'keep',
    dtype: 'uint8',
    imagesPerShard: 2,
    images: [{}, {}, {}],
  };
  const opened = async (last: Buffer, others = {}) =>
    openImageSet(
      await artifactFromFiles('image-set', {
        'images-000.npy': encodeNpy(Uint8Array.of(1, 2, 3, 4), [2, 1, 2, 1]),
        'images-001.npy': last,
        'index.json': JSON.stringify({ ...index, ...others }),
      }),
    );
  const whole = encodeNpy(Uint8Array.of(5, 6), [1, 1, 2, 1]);
  t.is((await opened(whole)).count, 3);
  await t.throwsAsync(opened(whole, { imagesPerShard: 3 }), {
    message: /images-000.npy has shape \[2,1,2,1\] where index.json says \[3,1,2,1\]/,
  });
  await t.throwsAsync(opened(encodeNpy(Uint8Array.of(5, 6, 7), [1, 1, 3, 1])), {
    message: /images-001.npy has shape \[1,1,3,1\] where index.json says \[1,1,2,1\]/,
  });
  await t.throwsAsync(opened(encodeNpy(Uint16Array.of(5, 6), [1, 1, 2, 1])), {
    message: /images-001.npy has uint16 elements, not uint8/,
  });
  await t.throwsAsync(opened(whole, { images: [{}] }), { message: /says 3 images and lists 1/ });
});

const images = Array.from({ length: 5 }, (_, i) => Uint16Array.from({ length: 12 }, (_, at) => 100 * i + at));
const masks = images.map((image) => Uint8Array.from(image, (value) => value % 2));
const targets = images.map((image) => Float32Array.from(image, (value) => value / 65535));
const rows = { height: 3, masks, targets, shardBytes: 4096 + 2 * 12 * 4 };

test('in several files or in one, in memory or on disk, whole or by region: the same values', async (t) => {
  const artifact = await written(images, rows);
  t.deepEqual(
    artifact.fileNames.filter((name) => name.startsWith('masks')),
    ['masks-000.npy', 'masks-001.npy', 'masks-002.npy'],
  );
  const inOne = await openImageSet(await written(images, { height: 3, masks, targets }));
  const [held, onDisk] = [await openImageSet(artifact), await openImageSet(artifact, 0)];
  const read = (set: typeof held, kind: 'readImage' | 'readMask' | 'readTarget', i: number, cut?: Region) => {
    const into = new Float32Array(cut ? cut.height * cut.width : 12);
    set[kind](i, into, cut);
    return [...into];
  };
  const within = { x: 1, y: 1, height: 2, width: 2 };
  for (const kind of ['readImage', 'readMask', 'readTarget'] as const) {
    for (const i of [4, 0, 3, 1, 2]) {
      const whole = read(inOne, kind, i);
      const region = [5, 6, 9, 10].map((at) => whole[at]);
      t.deepEqual(read(held, kind, i), whole);
      t.deepEqual(read(onDisk, kind, i), whole);
      for (const set of [inOne, held, onDisk]) t.deepEqual(read(set, kind, i, within), region);
    }
  }
  t.deepEqual(read(held, 'readMask', 3), [...masks[3]!]);
  t.deepEqual(
    rounded([read(held, 'readImage', 3)]),
    rounded([[...images[3]!].map((value) => value / 65535)]),
  );
});

test('a region beyond the image, or larger than what it is written to, is a bug', async (t) => {
  const set = await openImageSet(await written(images, { height: 3 }));
  const into = new Float32Array(12);
  for (const [x, y] of [
    [-1, 0],
    [3, 0],
    [0, 2],
  ]) {
    t.throws(() => set.readImage(0, into, { x: x!, y: y!, height: 2, width: 2 }), {
      message: /reach beyond/,
    });
  }
  t.throws(() => set.readImage(0, new Float32Array(11)), { message: /too small/ });
});

const openCopies = async (path: string) => {
  const links = (await readdir('/proc/self/fd')).map((name) =>
    readlink(`/proc/self/fd/${name}`).catch(() => ''),
  );
  return (await Promise.all(links)).filter((link) => link === path).length;
};

(process.platform === 'linux' ? test : test.skip)(
  'a file is opened once for all images, and closed when the set is gone',
  async (t) => {
    const artifact = await written(images, { height: 3 });
    const path = artifact.path('images-000.npy');
    const into = new Float32Array(12);
    let set: Awaited<ReturnType<typeof openImageSet>> | undefined = await openImageSet(artifact, 0);
    t.is(await openCopies(path), 0);
    for (let i = 0; i < 5; i++) set.readImage(i, into);
    t.is(await openCopies(path), 1);

    set = undefined;
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    for (let turn = 0; turn < 1000 && (await openCopies(path)) > 0; turn++) {
      collectGarbage();
      await setImmediate();
    }
    t.is(await openCopies(path), 0);
  },
);
