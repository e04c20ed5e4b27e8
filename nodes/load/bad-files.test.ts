import { writeFile } from 'node:fs/promises';
import test from 'ava';
import sharp from 'sharp';
import { greyTiff } from '../../imaging/formats/tiff.test-helper.js';
import { inputFiles, testNode } from '../test-node.js';
import { load } from './definition.js';
import { folderOf, inspected, labelledFolder, png, warnings } from './image-folder.test-helper.js';
import { warningOfUnlisted } from './warnings.js';

test('everything wrong with a folder is said at once', async (t) => {
  const good = await png(2, [1, 2, 3, 4]);
  const folder = await folderOf(t, {
    'images/a.png': good,
    'images/b.png': await png(2, [1, 2]),
    'images/broken.png': good.subarray(0, -15),
    'images/text.png': Buffer.from('hello'),
    'images/twice.png': good,
    'images/twice.tif': await png(2, [1, 2, 3, 5]),
    'images/unlabelled.png': await png(2, [1, 2, 3, 6]),
    'masks/a.png': await png(1, [7, 7]),
    'masks/b.png': await png(2, [7, 7]),
    'masks/broken.png': good,
    'masks/text.png': good,
    'masks/twice.png': await png(2, [7, 7, 7, 7]),
    'masks/stray.png': good,
  });
  const params = { path: `${folder}/images`, masks: `${folder}/masks`, foreground: [255], take: 9 };
  t.deepEqual((await inspected({ ...params, take: 6 })).sort(), [
    'masks: no image for the mask of stray',
    'masks: no mask for unlabelled',
    'masks: no mask has any foreground',
    'masks: the mask a.png is 1 × 2 px, its image 2 × 2 px',
    'path: broken.png does not decode: it is cut off or damaged',
    'path: text.png does not decode: it is no PNG, TIFF or JPEG image',
    'path: the images have different sizes: 2 × 2 px (3: a, twice, unlabelled), 2 × 1 px (1: b)',
    'path: twice.png and twice.tif differ only by their extension',
  ]);
  t.true((await inspected(params)).includes('take: there are only 6 images, not 9'));
  const split = { ...params, take: 6, split: { train: 5, test: 2 } };
  t.true((await inspected(split)).some((problem) => problem.startsWith('split: the split needs 7 images')));
});

test('a folder without images, images too small, and mixed bit depths are said', async (t) => {
  const deep = sharp(Uint16Array.of(1, 2), { raw: { width: 2, height: 1, channels: 1 } });
  const folder = await folderOf(t, {
    'deep/a.png': await png(2, [1, 2]),
    'deep/b.png': await deep.toColourspace('grey16').png().toBuffer(),
    'none/readme.txt': Buffer.from('nothing here'),
    'small/a.png': await png(2, [1, 2]),
  });
  t.deepEqual(await inspected({ path: `${folder}/none` }), ['path: the folder has no images']);
  t.deepEqual(await inspected({ path: `${folder}/deep` }), [
    'path: the images have different kinds of pixel: uint8 (1: a), uint16 (1: b)',
  ]);
  t.deepEqual(await inspected({ path: `${folder}/small`, downscale: 2 }), [
    'path: a.png is 2 × 1 px: nothing is left of it at 1/2 of its size',
  ]);
  const fit = { width: 4, height: 1, rule: 'crop' };
  t.deepEqual(await inspected({ path: `${folder}/small`, fit }), [
    'path: a.png is 2 × 1 px, too small to cut 4 × 1 px out of it',
  ]);
});

test('a file that changed since it was hashed stops the run', async (t) => {
  const folder = await folderOf(t, { 'a.png': await png(1, [1]) });
  const path = await inputFiles(folder, { kind: 'folder', extensions: ['.png'] });
  await writeFile(`${folder}/a.png`, await png(1, [2]));
  const error = await t.throwsAsync(testNode(load, { params: { path: folder }, files: { path } }), {
    name: 'NodeError',
    message: 'a.png changed while it was read',
  });
  t.like(error, { kind: 'bad-input' });
});

test('a run that was not inspected stops at the first bad file, as bad input', async (t) => {
  const folder = await folderOf(t, { 'a.png': await png(1, [1]), 'b.png': await png(2, [1, 2]) });
  const error = await t.throwsAsync(testNode(load, { params: { path: folder } }), {
    message: 'b.png is 2 × 1 px, a.png 1 × 1 px',
  });
  t.like(error, { kind: 'bad-input' });
  await t.throwsAsync(testNode(load, { params: { path: folder, take: 5 } }), {
    message: /only 2 images, not 5/,
  });
});

test('pixels that are not numbers are said by the name of their file, before the run and in it', async (t) => {
  const folder = await folderOf(t, {
    'a.tif': greyTiff(2, 1, Float32Array.of(1, 2)),
    'b.tif': greyTiff(2, 1, Float32Array.of(1, Number.NaN)),
    'c.tif': greyTiff(2, 1, Float32Array.of(Number.POSITIVE_INFINITY, 1)),
  });
  t.deepEqual(await inspected({ path: folder }), [
    'path: b.tif has pixels that are infinite or not a number',
    'path: c.tif has pixels that are infinite or not a number',
  ]);
  const error = await t.throwsAsync(testNode(load, { params: { path: folder } }), {
    message: 'b.tif has pixels that are infinite or not a number',
  });
  t.like(error, { kind: 'bad-input' });
});

test('values of a mask that are neither black nor listed are warned of where there are many', async (t) => {
  const folder = await labelledFolder(t, 2);
  const warningsWith = async (foreground: unknown) => {
    const params = { path: `${folder}/images`, masks: `${folder}/masks`, foreground };
    const { logs } = await testNode(load, { params });
    return warnings(logs);
  };
  t.deepEqual(await warningsWith([[255, 0, 0]]), [
    'masks hold values that are neither black nor in `foreground`, and count as background: [0, 255, 0] (25.0 % of their pixels), [0, 0, 255] (25.0 % of their pixels) in even/0.png, odd/1.png',
  ]);
  t.deepEqual(await warningsWith({ above: 254 }), []);
});

test('a mask in which few pixels are unlisted is not warned of', (t) => {
  const warning = (share: number) =>
    warningOfUnlisted([{ name: 'a', unlisted: [{ value: '7', share }] }], undefined);
  t.is(warning(0.01), undefined);
  t.regex(warning(0.011)!, /7 \(1\.1 %.* in a$/);
});

test('a JPEG as a mask needs a threshold', async (t) => {
  const black = sharp(Buffer.alloc(64, 0), { raw: { width: 8, height: 8, channels: 1 } });
  const white = sharp(Buffer.alloc(64, 255), { raw: { width: 8, height: 8, channels: 1 } });
  const folder = await folderOf(t, {
    'images/a.png': await black.png().toBuffer(),
    'masks/a.jpg': await white.jpeg().toBuffer(),
  });
  const params = { path: `${folder}/images`, masks: `${folder}/masks` };
  const refusal = 'masks: the mask a.jpg is a JPEG, which blurs values at edges';
  t.deepEqual(await inspected(params), [refusal]);
  t.deepEqual(await inspected({ ...params, foreground: [255] }), [refusal]);
  t.deepEqual(await inspected({ ...params, foreground: { above: 127 } }), []);
});
