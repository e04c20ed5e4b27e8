import { join } from 'node:path';
import test from 'ava';
import { openImageSet } from '../artifacts/image-set.js';
import { testNode } from '../test-node.js';
import { load } from './definition.js';
import { checked, content, folderOf, inspected, png } from './image-folder.test-helper.js';

const ramp = (length: number, start = 0) => Array.from({ length }, (_, i) => start + i);

test('tiles are images of their own, on the scale of the whole image where that is asked for', async (t) => {
  const folder = await folderOf(t, { 'a.png': await png(4, ramp(8)), 'b.png': await png(2, ramp(6, 20)) });
  const params = { path: folder, tile: { size: 2 }, normalization: 'zscore' };
  t.deepEqual(await inspected(params), []);
  const { outputs } = await testNode(load, { params });
  const images = await content(outputs.images);
  t.deepEqual(
    images.map(({ name }) => name),
    ['a@0,0', 'a@2,0', 'b@0,0'],
  );
  const std = Math.sqrt(ramp(8).reduce((sum, value) => sum + (value - 3.5) ** 2, 0) / 8);
  t.deepEqual(
    images[1]!.image.map((value) => Math.round(value * std * 100) / 100),
    [2, 3, 6, 7].map((value) => value - 3.5),
  );
  const set = await openImageSet(outputs.images);
  t.like(set.origin(1), { file: 'a.png', tile: [2, 0] });
  t.not(set.digest(0), set.digest(1));
});

test('tiles without enough foreground are left out, and counted', async (t) => {
  const folder = await folderOf(t, {
    'images/a.png': await png(4, ramp(8)),
    'masks/a.png': await png(4, [0, 9, 9, 9, 0, 0, 0, 9]),
  });
  const params = {
    path: join(folder, 'images'),
    masks: join(folder, 'masks'),
    tile: { size: 2 },
    minForeground: 2,
  };
  t.deepEqual(await inspected(params), []);
  const { outputs, logs } = await testNode(load, { params });
  const images = await content(outputs.images);
  t.deepEqual(
    images.map(({ name, mask }) => [name, mask]),
    [['a@2,0', [1, 1, 0, 1]]],
  );
  t.true(logs.some(({ message }) => message === 'left out 1 with fewer than 2 pixels of foreground'));
  t.deepEqual(
    await inspected({ ...params, minForeground: 4 }),
    ['path: there are no images', 'minForeground: no mask has 4 pixels of foreground'].slice(1),
  );
});

test('the tiles of an image stay together in a split, and may be named by it', async (t) => {
  const files: Record<string, Buffer> = {};
  for (let i = 0; i < 6; i++) files[`${i}.png`] = await png(4, ramp(8, 10 * i));
  const path = await folderOf(t, files);
  for (const splitSeed of [1, 2, 3, 4]) {
    const params = { path, tile: { size: 2 }, split: [0.5, 0.5, 0], splitSeed };
    const { outputs } = await testNode(load, { params });
    const parts = await Promise.all([outputs.train, outputs.validation].map(content));
    const [train, validation] = parts.map((part) => new Set(part.map(({ name }) => name[0])));
    t.is(train!.size, 3);
    t.deepEqual(
      [...train!].filter((name) => validation!.has(name)),
      [],
    );
  }
  const params = { path, tile: { size: 2 }, exclude: ['0', '1@2,0'], split: { test: ['1', '2.png'] } };
  const images = await content((await testNode(load, { params })).outputs.test);
  t.deepEqual(
    images.map(({ name }) => name),
    ['1@0,0', '2@0,0', '2@2,0'],
  );
});

test('an image that is too small for a tile is named', async (t) => {
  const folder = await folderOf(t, { 'a.png': await png(4, ramp(16)), 'b.png': await png(2, ramp(4)) });
  t.deepEqual(await inspected({ path: folder, tile: { size: 3 } }), [
    'path: b.png is 2 × 2 px, too small to cut tiles of 3 × 3 px out of it',
  ]);
});

test('copies are made of what is in each part, with their masks and points', async (t) => {
  const folder = await folderOf(t, {
    'images/a.png': await png(2, [1, 2, 3, 4]),
    'images/b.png': await png(2, [5, 6, 7, 8]),
    'masks/a.png': await png(2, [0, 0, 9, 0]),
    'masks/b.png': await png(2, [9, 0, 0, 0]),
    'points/a.txt': '0 1\n',
    'points/b.txt': '',
  });
  const [path, masks, points] = ['images', 'masks', 'points'].map((name) => join(folder, name));
  const params = { path, masks, points, copies: 'dihedral', split: { train: ['a'], test: ['b'] } };
  t.deepEqual(await inspected(params), []);
  const { outputs } = await testNode(load, { params });
  const train = await content(outputs.train);
  t.deepEqual(
    train.map(({ name }) => name),
    ['a', 'a+1', 'a+2', 'a+3', 'a+4', 'a+5', 'a+6', 'a+7'],
  );
  t.like(train[1], { grey: [2, 4, 1, 3], mask: [0, 0, 0, 1], points: [[1, 1]] });
  t.is(new Set(train.map(({ grey }) => String(grey))).size, 8);
  t.deepEqual((await content(outputs.test))[5]!.grey, [5, 7, 6, 8]);
  const set = await openImageSet(outputs.train);
  t.like(set.origin(3), { file: 'a.png', copy: 3 });
});

test('copies of images that are not square are refused before the run and in it', async (t) => {
  const path = await folderOf(t, { 'a.png': await png(2, [1, 2]) });
  const refusal = '`copies` need square images, these are 2 × 1 px';
  t.deepEqual(await inspected({ path, copies: 'dihedral' }), [`copies: ${refusal}`]);
  await t.throwsAsync(testNode(load, { params: { path, copies: 'dihedral' } }), { message: refusal });
});

test('targets with more pixels are what enlarged images are to become', async (t) => {
  const folder = await folderOf(t, {
    'images/a.png': await png(2, [10, 10, 10, 10]),
    'targets/a.png': await png(4, ramp(16)),
    'masks/a.png': await png(2, [0, 9, 0, 0]),
    'points/a.txt': '1 0\n',
  });
  const [path, targets, masks, points] = ['images', 'targets', 'masks', 'points'].map((name) =>
    join(folder, name),
  );
  t.deepEqual(await inspected({ path, targets }), [
    'targets: the target a.png is 4 × 4 px, its image 2 × 2 px',
  ]);
  const region = { x: 0, y: 0, width: 2, height: 1 };
  const params = { path, targets, masks, points, enlarge: 2, region };
  t.deepEqual(await inspected(params), []);
  const [image] = await content((await testNode(load, { params })).outputs.images);
  t.like(image, {
    grey: [10, 10, 10, 10, 10, 10, 10, 10],
    target: [0, 1, 2, 3, 4, 5, 6, 7],
    mask: [0, 0, 1, 1, 0, 0, 1, 1],
    points: [[2.5, 0.5]],
  });
});

test('preparations that contradict each other are refused', (t) => {
  t.deepEqual(checked({ path: 'a', downscale: 2, enlarge: 2 }), [
    'enlarge: `downscale` and `enlarge` exclude each other',
  ]);
  t.deepEqual(
    checked({ path: 'a', tile: { size: 4, overlap: 4 }, fit: { width: 4, height: 4, rule: 'pad' } }),
    ['fit: `tile` and `fit` exclude each other', 'tile.overlap: tiles of 4 px cannot share 4 px'],
  );
  t.deepEqual(checked({ path: 'a', maskArray: 'x', targetArray: 'y', minForeground: 3 }), [
    'maskArray: `maskArray` says how to read masks, but there are none',
    'targetArray: `targetArray` says how to read target images, but there are none',
    'minForeground: `minForeground` says how to read masks, but there are none',
  ]);
});
