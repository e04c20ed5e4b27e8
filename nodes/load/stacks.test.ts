import { join } from 'node:path';
import test from 'ava';
import { addArray, hdf5Bytes } from '../../imaging/formats/hdf5/hdf5-bytes.test-helper.js';
import { writeNpy } from '../../imaging/formats/npy-file.test-helper.js';
import { writeTiff } from '../../imaging/formats/tiff/tiff-file.test-helper.js';
import { arrayV2 } from '../../imaging/formats/zarr/zarr-folder.test-helper.js';
import { openImageSet } from '../artifacts/image-set.js';
import { testNode } from '../test-node.js';
import { load } from './definition.js';
import { content, folderOf, inspected, png } from './image-folder.test-helper.js';

/** A TIFF of pages of 2 × 1 pixels: page `i` has the values `first` + 2i and the next one. */
const pages = (count: number, first = 0) =>
  writeTiff(
    Array.from({ length: count }, (_, i) => ({
      width: 2,
      height: 1,
      bits: 8,
      bytes: Buffer.from([first + 2 * i, first + 2 * i + 1]),
    })),
  );
/** An array [count, 1, 2] of 0, 1, 2, …. */
const slices = (count: number, step = 1) =>
  writeNpy({
    dtype: 'uint8',
    shape: [count, 1, 2],
    values: Array.from({ length: 2 * count }, (_, i) => i * step),
  });

const loaded = async (params: Record<string, unknown>) =>
  content((await testNode(load, { params })).outputs.images);
const namesOf = (images: readonly { readonly name: string }[]) => images.map(({ name }) => name);

test('each page of a file is an image, named after it, beside files of one', async (t) => {
  const folder = await folderOf(t, { 'a/vol.tif': pages(3), 'b.png': await png(2, [7, 8]) });
  t.deepEqual(await inspected({ path: folder }), []);
  const images = await loaded({ path: folder });
  t.deepEqual(namesOf(images), ['a/vol/0000', 'a/vol/0001', 'a/vol/0002', 'b']);
  t.deepEqual(
    images.map(({ grey }) => grey),
    [
      [0, 1],
      [2, 3],
      [4, 5],
      [7, 8],
    ],
  );
  const set = await openImageSet((await testNode(load, { params: { path: folder } })).outputs.images);
  t.like(set.origin(1), { file: 'a/vol.tif', image: 1 });
  t.like(set.origin(3), { file: 'b.png', image: undefined });
});

test('a file of images may be named itself, and what lies beside it has its own name', async (t) => {
  const folder = await folderOf(t, { 'films/1.npy': slices(3), 'labels.tif': pages(3, 1) });
  const params = { path: join(folder, 'films/1.npy'), masks: join(folder, 'labels.tif'), foreground: [2, 3] };
  t.deepEqual(await inspected(params), []);
  const images = await loaded(params);
  t.deepEqual(namesOf(images), ['1/0000', '1/0001', '1/0002']);
  t.deepEqual(
    images.map(({ mask }) => mask),
    [
      [0, 1],
      [1, 0],
      [0, 0],
    ],
  );
});

test('the masks of a file of images may be files of one, in a folder that is called like it', async (t) => {
  const folder = await folderOf(t, {
    'images/vol.tif': pages(2),
    'masks/vol/0000.png': await png(2, [0, 255]),
    'masks/vol/0001.png': await png(2, [255, 0]),
  });
  const params = { path: join(folder, 'images'), masks: join(folder, 'masks') };
  t.deepEqual(await inspected(params), []);
  t.deepEqual(
    (await loaded(params)).map(({ mask }) => mask),
    [
      [0, 1],
      [1, 0],
    ],
  );
  t.deepEqual(await inspected({ ...params, path: join(folder, 'images/vol.tif') }), []);
});

test('files with other numbers of images do not fit, and all that is missing is named', async (t) => {
  const folder = await folderOf(t, { 'images/vol.tif': pages(3), 'masks/vol.tif': pages(2, 1) });
  const params = { path: join(folder, 'images'), masks: join(folder, 'masks') };
  t.deepEqual(await inspected(params), ['masks: no mask for vol/0002']);
  t.deepEqual(await inspected({ ...params, exclude: ['vol/0002'] }), []);
  t.deepEqual(namesOf(await loaded({ ...params, exclude: ['vol/0002'] })), ['vol/0000', 'vol/0001']);
});

test('a split may name all images of a file by it, and they may have to stay together', async (t) => {
  const folder = await folderOf(t, { 'a.tif': pages(2), 'b.tif': pages(2, 4), 'c.tif': pages(2, 8) });
  const { outputs } = await testNode(load, {
    params: { path: folder, split: { test: ['b.tif'], train: ['a', 'c/0001'] } },
  });
  t.deepEqual(namesOf(await content(outputs.test)), ['b/0000', 'b/0001']);
  t.deepEqual(namesOf(await content(outputs.train)), ['a/0000', 'a/0001', 'c/0001']);
  for (const splitSeed of [1, 2, 3]) {
    const params = { path: folder, splitBy: 'file', splitSeed, split: { train: 4, test: 2 } };
    const parts = (await testNode(load, { params })).outputs;
    const files = namesOf(await content(parts.test)).map((name) => name[0]);
    t.is(files[0], files[1]);
  }
  t.deepEqual(namesOf(await loaded({ path: folder, exclude: ['a.tif', 'b'] })), ['c/0000', 'c/0001']);
});

test('what is wrong with very many images is told of the first ones, and the others are counted', async (t) => {
  const path = join(await folderOf(t, { 'vol.npy': slices(30) }), 'vol.npy');
  const problems = await inspected({ path, region: { x: 1, y: 0, width: 2, height: 1 } });
  t.is(problems.length, 11);
  t.regex(problems[9]!, /image 9 of vol\.npy .*the region reaches to column 2/);
  t.is(problems[10], 'path: there are 20 more problems in the files');
});

test('arrays in one HDF5 file are images and masks, by their names', async (t) => {
  const bytes = await hdf5Bytes((file) => {
    addArray(file, 'images', Float32Array.of(1, 2, 3, 4), [2, 1, 2]);
    addArray(file, 'labels', Uint8Array.of(0, 1, 1, 0), [2, 1, 2]);
  });
  const path = join(await folderOf(t, { 'set.h5': bytes }), 'set.h5');
  const params = { path, array: 'images', masks: path, maskArray: 'labels' };
  t.deepEqual(await inspected(params), []);
  const images = await loaded(params);
  t.deepEqual(
    images.map(({ name, image, mask }) => [name, image, mask]),
    [
      ['set/0000', [1, 2], [0, 1]],
      ['set/0001', [3, 4], [1, 0]],
    ],
  );
  t.deepEqual(await loaded({ path, dataset: 'hdf5' }), images);
  const set = await openImageSet((await testNode(load, { params })).outputs.images);
  t.like(set.origin(0), { file: 'set.h5', array: 'images', image: 0 });
  t.regex((await inspected({ path, array: 'image' })).join(), /set\.h5 has no array "image"/);
  t.regex(
    (await inspected({ ...params, maskArray: 'label' })).join(),
    /masks: .*set\.h5 has no array "label"/,
  );
});

test('a Zarr folder counts as a file of images', async (t) => {
  const folder = await folderOf(t, {
    'sets/vol.zarr/.zarray': JSON.stringify(arrayV2([2, 1, 2], [1, 1, 2], '|u1')),
    'sets/vol.zarr/0.0.0': Uint8Array.of(1, 2),
    'sets/vol.zarr/1.0.0': Uint8Array.of(3, 4),
  });
  for (const path of [join(folder, 'sets'), join(folder, 'sets/vol.zarr')]) {
    t.deepEqual(await inspected({ path }), []);
    t.deepEqual(
      (await loaded({ path })).map(({ name, grey }) => [name, grey]),
      [
        ['vol/0000', [1, 2]],
        ['vol/0001', [3, 4]],
      ],
    );
  }
});

test('of several channels one is chosen; which is said where it must be', async (t) => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8];
  const folder = await folderOf(t, {
    'two.npy': writeNpy({ dtype: 'uint8', shape: [1, 2, 2, 2], values }),
    'masks.npy': writeNpy({ dtype: 'uint8', shape: [1, 2, 2, 2], values: [9, 0, 9, 1, 9, 1, 9, 0] }),
  });
  const params = { path: join(folder, 'two.npy'), masks: join(folder, 'masks.npy') };
  t.deepEqual(await inspected(params), ['path: two.npy has 2 channels']);
  t.deepEqual(await inspected({ ...params, channel: 2, maskChannel: 1 }), [
    'path: two.npy has 2 channels, and no channel 2',
  ]);
  t.deepEqual(await inspected({ ...params, channel: 1 }), ['masks: the mask masks.npy has 2 channels']);
  const [image] = await loaded({ ...params, channel: 1, maskChannel: 1 });
  t.deepEqual(image!.grey, [2, 4, 6, 8]);
  t.deepEqual(image!.mask, [0, 1, 1, 0]);
});

test('a region is read, and what lies outside of it is not looked at', async (t) => {
  const folder = await folderOf(t, {
    'a.npy': writeNpy({ dtype: 'float32', shape: [2, 2], values: [1, Number.NaN, 2, 3] }),
  });
  const region = { x: 0, y: 0, width: 1, height: 2 };
  t.deepEqual(await inspected({ path: folder, region }), []);
  t.deepEqual((await loaded({ path: folder, region }))[0]!.image, [1, 2]);
});

test('names that differ only in case are refused, since some systems know only one of the files', async (t) => {
  const folder = await folderOf(t, { 'a.png': await png(2, [5, 6]), 'A.tif': pages(1) });
  t.deepEqual(await inspected({ path: folder }), ['path: A.tif and a.png differ only in case']);
});
