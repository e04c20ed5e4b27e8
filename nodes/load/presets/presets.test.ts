import { join } from 'node:path';
import test from 'ava';
import { addArray, hdf5Bytes } from '../../../imaging/formats/hdf5/hdf5-bytes.test-helper.js';
import { greyTiff } from '../../../imaging/formats/tiff.test-helper.js';
import { openImageSet } from '../../artifacts/image-set.js';
import { completeParams, testNode } from '../../test-node.js';
import { load } from '../definition.js';
import { checked, content, folderOf, inspected, png, warnings } from '../image-folder.test-helper.js';

const names = (images: readonly { readonly name: string }[]) => images.map(({ name }) => name);

test('CEM500K: patches of all sub-folders, those of borders padded and counted, on the published scale', async (t) => {
  const patch = (value: number, side = 4) =>
    greyTiff(
      side,
      4,
      new Uint8Array(4 * side).map((_, i) => value + (i % 3)),
    );
  const path = await folderOf(t, {
    'kidney/kidney-LOC-2d_1.tiff': patch(10),
    'kidney/kidney-LOC-2d_2.tiff': patch(20, 3),
    'brain/brain-LOC-0_5.tif': patch(30),
    'brain/brain-LOC-0_6.png': await png(4, new Array(16).fill(40)),
    'liver/liver-LOC-1_7.tiff': patch(50),
    'metadata.csv': 'name',
  });
  // The patches of the test are smaller than those of the data set.
  const params = { dataset: 'cem500k', path, fit: { width: 4, height: 4, rule: 'pad' } };
  t.deepEqual(await inspected(params), []);
  const { outputs, logs } = await testNode(load, { params });
  const images = await content(outputs.images);
  t.is(images.length, 5);
  const { mean, std } = { mean: 0.57287007, std: 0.127405363 };
  t.true(Math.abs(images[0]!.image[0]! - (30 / 255 - mean) / std) < 1e-5);
  const messages = logs.map(({ message }) => message);
  t.true(messages.includes('1 of 5 images have another size and were brought to 4 × 4 px'));
  t.regex(
    messages[0]!,
    /^the data set cem500k stands for \{"normalization":\{"mean":0\.57287007.*"-LOC-"\}\}$/,
  );

  const taken = async (take: number) =>
    names(await content((await testNode(load, { params: { ...params, take } })).outputs.images));
  const [two, four] = [await taken(2), await taken(4)];
  t.true(
    two.every((name) => four.includes(name)),
    'smaller subsets are among the larger',
  );

  const split = { train: 3, test: 2 };
  for (const splitSeed of [1, 2, 3]) {
    const parts = (await testNode(load, { params: { ...params, split, splitSeed } })).outputs;
    const sources = async (part: 'train' | 'test') =>
      new Set(names(await content(parts[part])).map((name) => name.split('/')[0]));
    const test = await sources('test');
    t.false(
      [...(await sources('train'))].some((source) => test.has(source)),
      'no source is in two parts',
    );
  }
});

/** Micrographs of 5 × 4 pixels with an X-ray, and labels that sum to 3 and 1 in the tiles of 2 × 2 pixels of row 0. */
async function goldFolder(t: Parameters<typeof folderOf>[0], stem: string, count: number): Promise<string> {
  const images = new Float32Array(count * 20);
  const labels = new Uint8Array(count * 20);
  for (let i = 0; i < count; i++) {
    for (let at = 0; at < 20; at++) images[20 * i + at] = 10 * i + at;
    images[20 * i + 6] = 1e5;
    labels.set([1, 1, 0, 0, 0, 1, 0, 1], 20 * i);
  }
  return folderOf(t, {
    [`${stem}_Images.h5`]: await hdf5Bytes((file) => addArray(file, 'images', images, [count, 4, 5])),
    [`${stem}_Labels.h5`]: await hdf5Bytes((file) => addArray(file, 'labels', labels, [count, 4, 5])),
    'Au_of_another_sample_Images.h5': 'not even looked at',
  });
}

const samples = [
  ['Au20nm', 'Au_20nm_87kx_16e', 400],
  ['Au2.2nm', 'Au_2p2nm_330kx_423e', 1500],
  ['Au5nm', 'Au_5nm_330kx_423e', 1500],
  ['Au10nm', 'Au_10nm_330kx_425e', 1500],
] as const;
for (const [sample, stem, threshold] of samples) {
  test(`HRTEM of gold, ${sample}: prepared and split in order as published`, async (t) => {
    const path = await goldFolder(t, stem, 5);
    const params = { dataset: 'hrtem-au', sample, path, tile: { size: 2 }, minForeground: 3 };
    t.deepEqual(checked(params), []);
    t.deepEqual(await inspected(params), []);
    const { outputs, logs } = await testNode(load, { params });
    t.deepEqual(warnings(logs), []);
    t.true(logs[0]!.message.includes(`"outliers":{"threshold":${threshold},"repeats":1}`));
    const [train, validation, test] = await Promise.all(
      [outputs.train, outputs.validation, outputs.test].map(content),
    );
    t.deepEqual(
      [train!.length, validation!.length, test!.length],
      [3 * 8, 8, 8],
      'eight copies of one tile of each of five micrographs',
    );
    const first = train![0]!;
    t.is(first.name, `${stem}_Images/0000@0,0`);
    t.deepEqual(first.mask, [1, 1, 1, 0]);
    t.is(test![7]!.name, `${stem}_Images/0004@0,0+7`);

    const cleaned = Array.from({ length: 20 }, (_, at) => at);
    cleaned[6] = (0 + 1 + 2 + 5 + 7 + 10 + 11 + 12) / 8;
    const mean = cleaned.reduce((sum, value) => sum + value) / 20;
    const std = Math.sqrt(cleaned.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 20);
    for (const [i, at] of [0, 1, 5, 6].entries()) {
      t.true(
        Math.abs(first.image[i]! - (cleaned[at]! - mean) / std) < 1e-5,
        'on the scale of its micrograph',
      );
    }
    // As they are without what the test overrides.
    const published = completeParams(load, { dataset: 'hrtem-au', sample, path });
    t.deepEqual(load.produces!(published), ['train', 'validation', 'test']);
  });
}

test('HRTEM of gold, Au5nmV1: prepared before, the second channel of its maps is the mask', async (t) => {
  const images = Float64Array.from({ length: 20 }, (_, i) => i / 4);
  const maps = Uint8Array.from({ length: 40 }, (_, i) =>
    i % 2 === 0 ? 1 : Math.floor(i / 2) % 4 === 0 ? 1 : 0,
  );
  const path = await folderOf(t, {
    'Au_Bal_MedFilt_cutimages_20190726.h5': await hdf5Bytes((file) =>
      addArray(file, 'images', images, [5, 2, 2, 1]),
    ),
    'Au_Bal_unFilt_cutimages_20190423_maps.h5': await hdf5Bytes((file) =>
      addArray(file, 'maps', maps, [5, 2, 2, 2]),
    ),
  });
  const params = { dataset: 'hrtem-au', sample: 'Au5nmV1', path };
  t.deepEqual(await inspected(params), []);
  const { outputs } = await testNode(load, { params });
  const [train, test] = [await content(outputs.train), await content(outputs.test)];
  t.is(train.length, 3);
  t.like(train[1], { image: [1, 1.25, 1.5, 1.75], mask: [1, 0, 0, 0] });
  t.deepEqual(names(test), ['Au_Bal_MedFilt_cutimages_20190726/0004']);
});

const kinds = [
  ['circularMask', 'masks', 1],
  ['smallcircularMask', 'masks', 1],
  ['gaussianMask', 'targets', 1],
  ['noNoise', 'targets', 1],
  ['noBackgroundnoNoise', 'targets', 1],
  ['noNoiseNoBackgroundSuperresolution', 'targets', 1],
  ['noNoiseUpinterpolation2x', 'targets', 2],
  ['noNoiseNoBackgroundUpinterpolation2x', 'targets', 2],
] as const;

async function temFolder(t: Parameters<typeof folderOf>[0], count: number): Promise<string> {
  const files: Record<string, Uint8Array | string> = {};
  for (let i = 0; i < count; i++) {
    const stem = String(i).padStart(5, '0');
    files[`image/${stem}.png`] = await png(2, [i, 1, 2, 3]);
    for (const [folder, , factor] of kinds) {
      const pixels = Array.from(
        { length: 4 * factor * factor },
        (_, at) => 200 + i + (at === 0 ? 0 : factor),
      );
      files[`${folder}/${stem}.png`] = await png(2 * factor, pixels);
    }
    files[`position/${stem}.txt`] = `${i % 2} 1\n`;
    files[`params/${stem}.txt`] = '1\n2\n';
  }
  return folderOf(t, files);
}

test('TEMImageNet: the labels of every folder are masks, targets or points of its images', async (t) => {
  const path = await temFolder(t, 20);
  for (const [label, role, factor] of [...kinds, ['position', 'points', 1] as const]) {
    const params = { dataset: 'temimagenet', path, label };
    t.deepEqual(await inspected(params), [], label);
    const { outputs } = await testNode(load, { params });
    const sets = await Promise.all(
      [outputs.train, outputs.validation, outputs.test].map((part) => openImageSet(part)),
    );
    t.deepEqual(
      sets.map(({ count }) => count),
      [14, 3, 3],
    );
    const { truths, width } = sets[0]!;
    t.is(width, 2 * factor);
    const expected = { masks: truths.classes, targets: truths.images, points: truths.points }[role];
    t.truthy(expected, label);
    t.is(Object.keys(truths).length, 1, label);
  }
});

test('TEMImageNet: a task stands for its label, and without either there are the images alone', async (t) => {
  const path = await temFolder(t, 8);
  const tasks = [
    ['denoise', 'noNoise'],
    ['background-denoise', 'noBackgroundnoNoise'],
    ['super-resolution', 'noNoiseNoBackgroundSuperresolution'],
  ];
  for (const [task, label] of tasks) {
    const digest = async (params: object) =>
      (await testNode(load, { params: { dataset: 'temimagenet', path, ...params } })).outputs.train.digest;
    t.is(await digest({ task }), await digest({ label }));
  }
  const { outputs } = await testNode(load, { params: { dataset: 'temimagenet', path } });
  t.deepEqual(Object.keys(outputs), ['images']);
  t.deepEqual((await openImageSet(outputs.images)).truths, {});
});

test('pairs: images and masks, or what is said, side by side in one folder', async (t) => {
  const path = await folderOf(t, {
    'images/a.png': await png(1, [1]),
    'masks/a.png': await png(1, [1]),
    'clean/a.png': await png(1, [9]),
  });
  const load1 = async (params: object) =>
    content((await testNode(load, { params: { dataset: 'pairs', path, ...params } })).outputs.images);
  t.like((await load1({}))[0], { name: 'a', mask: [1] });
  t.like((await load1({ from: { images: 'images', targets: 'clean' } }))[0], { name: 'a', target: [9] });
  t.deepEqual(await inspected({ dataset: 'pairs', path, from: { images: 'images', points: 'masks' } }), [
    'from.points: there is no "masks" in the folder',
  ]);
});

test('stack: the parts of a split are stretches of the slices', async (t) => {
  const slices = Uint8Array.from({ length: 10 }, (_, i) => i);
  const path = await folderOf(t, {
    'v.h5': await hdf5Bytes((file) => addArray(file, 'data', slices, [10, 1, 1])),
  });
  const params = { dataset: 'stack', path: join(path, 'v.h5'), split: [0.6, 0.2, 0.2] };
  const { outputs } = await testNode(load, { params });
  t.deepEqual(names(await content(outputs.test)), ['v/0008', 'v/0009']);
});

test('what contradicts a data set is said, and what belongs to another one', (t) => {
  const gold = { dataset: 'hrtem-au', path: 'a' };
  t.deepEqual(checked(gold), ['dataset: the data set hrtem-au needs `sample`']);
  t.deepEqual(checked({ ...gold, sample: 'Au5nm', array: 'data', label: 'position' }), [
    'label: `label` belongs to the data set temimagenet, not hrtem-au',
    'array: the data set hrtem-au has `array` "images"',
  ]);
  t.deepEqual(checked({ ...gold, sample: 'Au5nm', masks: 'b' }), [
    'masks: `masks` and `from.masks` exclude each other',
  ]);
  t.deepEqual(checked({ path: 'a', sample: 'Au5nm' }), [
    'sample: `sample` belongs to the data set hrtem-au, not folder',
  ]);
  t.deepEqual(checked({ dataset: 'temimagenet', path: 'a', task: 'denoise', label: 'noNoise' }), [
    'label: `task` and `label` exclude each other',
  ]);
  t.deepEqual(checked({ dataset: 'cem500k', simulate: { kind: 'nanoparticles', count: 1 } }), [
    'simulate: a `dataset` and `simulate` exclude each other',
  ]);
});
