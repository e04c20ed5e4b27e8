import { cp } from 'node:fs/promises';
import test from 'ava';
import { testNode } from '../test-node.js';
import { load } from './definition.js';
import { checked, content, folderOf, inspected, labelledFolder, png } from './image-folder.test-helper.js';

test('a folder is read with its sub-folders, sorted by path, with masks by colour', async (t) => {
  const folder = await labelledFolder(t, 3);
  const params = {
    path: `${folder}/images`,
    masks: `${folder}/masks`,
    foreground: [
      [255, 0, 0],
      [0, 0, 255],
    ],
  };
  t.deepEqual(await inspected(params), []);
  const { outputs, logs } = await testNode(load, { params });
  t.deepEqual(Object.keys(outputs), ['images']);
  const images = await content(outputs.images);
  t.deepEqual(
    images.map(({ name }) => name),
    ['even/0', 'even/2', 'odd/1'],
  );
  t.deepEqual(images[1]!.mask, [1, 0, 0, 1]);
  t.deepEqual(images[1]!.grey, [2, 2, 2, 6]);
  t.deepEqual(logs[0], { level: 'log', message: 'images: 3 images of 2 × 2 px' });
});

test('the same images in another folder give the same bytes', async (t) => {
  const one = await labelledFolder(t);
  const other = `${await folderOf(t, {})}/moved`;
  await cp(one, other, { recursive: true });
  const digests = async (folder: string) => {
    const params = { path: `${folder}/images`, masks: `${folder}/masks`, split: [0.6, 0.2, 0.2] };
    const { outputs } = await testNode(load, { params });
    return [outputs.train.digest, outputs.validation.digest, outputs.test.digest];
  };
  t.deepEqual(await digests(one), await digests(other));
});

test('a split makes its parts of different images, all of them', async (t) => {
  const folder = await labelledFolder(t);
  const { outputs } = await testNode(load, { params: { path: `${folder}/images`, split: [0.6, 0.2, 0.2] } });
  t.deepEqual(Object.keys(outputs), ['train', 'validation', 'test']);
  const parts = await Promise.all([outputs.train, outputs.validation, outputs.test].map(content));
  t.deepEqual(
    parts.map((part) => part.length),
    [6, 2, 2],
  );
  t.is(new Set(parts.flat().map(({ name }) => name)).size, 10);
});

test('a split in path order and one by name', async (t) => {
  const folder = await labelledFolder(t);
  const path = `${folder}/images`;
  const namesOf = async (split: unknown) => {
    const { outputs } = await testNode(load, { params: { path, split, splitOrder: 'path' } });
    return (await content(outputs.train)).map(({ name }) => name);
  };
  t.deepEqual(await namesOf([0.3, 0.3, 0.4]), ['even/0', 'even/2', 'even/4']);
  t.deepEqual(await namesOf({ train: ['odd/9', 'even/2'], test: 8 }), ['even/2', 'odd/9']);
  t.deepEqual(await namesOf({ train: ['odd/9.png', 'even/2.PNG'], test: 8 }), ['even/2', 'odd/9']);
});

test('fewer images taken are always among the more', async (t) => {
  const folder = await labelledFolder(t);
  const taken = async (take: number) => {
    const { outputs } = await testNode(load, { params: { path: `${folder}/images`, take } });
    return (await content(outputs.images)).map(({ name }) => name);
  };
  const [three, six] = [await taken(3), await taken(6)];
  t.is(three.length, 3);
  t.is(six.length, 6);
  t.true(three.every((name) => six.includes(name)));
  t.notDeepEqual(three, ['even/0', 'even/2', 'even/4']);
});

test('excluded images are not looked at', async (t) => {
  const folder = await folderOf(t, { 'a.png': await png(1, [1]), 'b.png': Buffer.from('not a picture') });
  const params = { path: folder, exclude: ['b'] };
  t.deepEqual(await inspected(params), []);
  const { outputs } = await testNode(load, { params });
  t.is((await content(outputs.images)).length, 1);
  t.deepEqual(await inspected({ path: folder, exclude: ['b.png'] }), []);
  t.deepEqual(await inspected({ path: folder, exclude: ['b', 'c'] }), [
    'exclude: there is no image called c',
  ]);
});

test('images are reduced and fitted with their masks', async (t) => {
  const folder = await folderOf(t, {
    'images/wide.png': await png(4, [0, 0, 200, 200, 0, 0, 200, 200]),
    'images/square.png': await png(2, [10, 20, 30, 40]),
    'masks/wide.png': await png(4, [0, 0, 255, 255, 0, 0, 255, 255]),
    'masks/square.png': await png(2, [255, 255, 255, 255]),
  });
  const params = {
    path: `${folder}/images`,
    masks: `${folder}/masks`,
    downscale: 2,
    fit: { width: 2, height: 1, rule: 'pad' },
  };
  t.deepEqual(await inspected(params), []);
  const { outputs } = await testNode(load, { params });
  const [square, wide] = await content(outputs.images);
  t.deepEqual(square!.grey, [25, 25]);
  t.deepEqual(wide!.grey, [0, 200]);
  t.deepEqual(wide!.mask, [0, 1]);
});

test('a run stops between two masks when it is told to', async (t) => {
  // The signal is looked at before each of the two images, then before each of the two masks.
  let looks = 0;
  const signal = {
    throwIfAborted() {
      looks += 1;
      if (looks === 4) throw new Error('stopped');
    },
  } as AbortSignal;
  const params = { simulate: { kind: 'nanoparticles', count: 2, size: 8 } };
  await t.throwsAsync(testNode(load, { params, signal }), { message: 'stopped' });
});

test('a run stops when it is told to', async (t) => {
  const signal = AbortSignal.abort(new Error('stopped'));
  const params = { simulate: { kind: 'nanoparticles', count: 2 } };
  await t.throwsAsync(testNode(load, { params, signal }), { message: 'stopped' });
});

test('params that contradict each other are said before anything is read', (t) => {
  t.deepEqual(checked({}), [': there is no source of images']);
  t.deepEqual(checked({ path: 'a', simulate: { kind: 'nanoparticles', count: 2 } }), [
    'simulate: `path` and `simulate` exclude each other',
  ]);
  t.deepEqual(checked({ path: 'a', foreground: [255] }), [
    'foreground: `foreground` says how to read masks, but there are none',
  ]);
  t.deepEqual(checked({ path: 'a', split: [0.8, 0.2, 0.2] }), [
    'split: the fractions sum to 1.2, more than 1',
  ]);
  t.deepEqual(checked({ path: 'a', split: [0.7, 0.2, 0.1] }), []);
  t.deepEqual(checked({ path: 'a', split: {} }), ['split: no part gets any images']);
  const simulate = { kind: 'nanoparticles', count: 4 };
  t.deepEqual(checked({ simulate: { ...simulate, radius: [9, 3] }, downscale: 2, masks: 'm', take: 5 }), [
    'masks: `masks` belongs to a `path` of images',
    'simulate.radius: 9 to 3 is no range',
    'downscale: simulated images are not reduced',
    'take: there are only 4 images, not 5',
  ]);
});

test('more simulated pixels than are allowed are said with their number; a million images are split', (t) => {
  const simulate = (count: number, size: number) => ({ simulate: { kind: 'nanoparticles', count, size } });
  t.deepEqual(checked(simulate(1_000_000, 8192)), [
    'simulate.count: 1000000 images of 8192 × 8192 px are 67108864000000 pixels, more than 100000000000',
  ]);
  for (const split of [[0.6, 0.2, 0.2], { train: 600_000, test: 400_000 }]) {
    t.deepEqual(checked({ ...simulate(1_000_000, 316), split }), []);
  }
  t.throws(() => checked(simulate(1_000_001, 8)), { message: /must be <= 1000000/ });
  t.throws(() => checked({ simulate: { ...simulate(1, 8).simulate, particles: [0, 10_001] } }), {
    message: /must be <= 10000/,
  });
});

test('simulated images have exact masks and are split like others', async (t) => {
  const params = { simulate: { kind: 'nanoparticles', count: 5, size: 32 }, split: { train: 3, test: 2 } };
  const { outputs } = await testNode(load, { params });
  const again = await testNode(load, { params });
  t.deepEqual(Object.keys(outputs), ['train', 'test']);
  t.is(again.outputs.train.digest, outputs.train.digest);
  const images = await content(outputs.train);
  t.is(images.length, 3);
  t.true(images.every(({ mask }) => mask.includes(1)));
});
