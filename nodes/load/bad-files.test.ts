import { writeFile } from 'node:fs/promises';
import test from 'ava';
import sharp from 'sharp';
import { writeNpy } from '../../imaging/formats/npy-file.test-helper.js';
import { greyTiff } from '../../imaging/formats/tiff.test-helper.js';
import { inputFiles, testNode } from '../test-node.js';
import { load } from './definition.js';
import { content, folderOf, inspected, labelledFolder, png, warnings } from './image-folder.test-helper.js';
import { ReadNotes } from './notes.js';

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
    'path: broken.png is cut off at byte 77 of 80',
    'path: text.png is no image of a kind that is read',
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
  t.deepEqual(await inspected({ path: `${folder}/none` }), ['path: there are no images']);
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
    'c.tif': greyTiff(2, 1, Float32Array.of(Number.POSITIVE_INFINITY, 3)),
  });
  t.deepEqual(await inspected({ path: folder }), [
    'path: b.tif has 1 NaN pixel',
    'path: c.tif has 1 infinite pixel',
  ]);
  const error = await t.throwsAsync(testNode(load, { params: { path: folder } }), {
    message: 'b.tif has 1 NaN pixel',
  });
  t.like(error, { kind: 'bad-input' });
  const { outputs, logs } = await testNode(load, { params: { path: folder, nonFinite: 'replace' } });
  t.deepEqual(warnings(logs), [
    'replaced by the mean of the other pixels: 1 NaN pixel in b.tif, 1 infinite pixel in c.tif',
  ]);
  t.deepEqual(
    (await content(outputs.images)).map(({ image }) => image),
    [
      [1, 2],
      [1, 1],
      [3, 3],
    ],
  );
});

test('values of a mask that are neither black nor listed are warned of where there are many', async (t) => {
  const folder = await labelledFolder(t, 2);
  const warningsWith = async (foreground: unknown) => {
    const params = { path: `${folder}/images`, masks: `${folder}/masks`, foreground };
    const { logs } = await testNode(load, { params });
    return warnings(logs);
  };
  t.deepEqual(await warningsWith([[255, 0, 0]]), [
    'masks hold values that are neither black nor in `foreground`, and count as background: [0, 0, 255] (25.0 % of their pixels), [0, 255, 0] (25.0 % of their pixels) in even/0.png, odd/1.png',
  ]);
  t.deepEqual(await warningsWith({ above: 254 }), []);
});

test('a mask in which few pixels are unlisted is not warned of', (t) => {
  const stored = { file: { name: 'a', path: 'a', sha256: '' } };
  const warning = (share: number) => {
    const notes = new ReadNotes();
    notes.mask(stored, { shown: [1], unlisted: [{ value: '7', share }] });
    return notes.warnings(undefined)[0];
  };
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

test('a stack that is cut off is told where, and nothing of what may belong to it', async (t) => {
  const stack = writeNpy({ dtype: 'uint8', shape: [3, 1, 2], values: [1, 2, 3, 4, 5, 6] });
  const folder = await folderOf(t, {
    'images/a.npy': stack,
    'images/b.npy': stack.subarray(0, -1),
    'images/c.png': await png(2, [7, 8]),
    'masks/a.npy': stack.subarray(0, 20),
    'masks/b.npy': stack,
    'masks/c.png': await png(2, [0, 1]),
  });
  const problems = await inspected({ path: `${folder}/images`, masks: `${folder}/masks` });
  t.is(problems.length, 2);
  t.regex(problems[0]!, /^path: b\.npy /);
  t.regex(problems[1]!, /^masks: a\.npy /);
});

test('a header that claims a thousand million pixels takes no memory', async (t) => {
  const stack = writeNpy({ dtype: 'uint8', shape: [3, 1, 2], values: [1, 2, 3, 4, 5, 6] });
  const text = stack.toString('latin1').replace('(3, 1, 2), }        ', '(1, 40000, 25000), }');
  const folder = await folderOf(t, { 'a.npy': Buffer.from(text, 'latin1'), 'b.png': await png(2, [7, 8]) });
  const [problem, ...others] = await inspected({ path: folder });
  t.regex(problem!, /^path: a\.npy /);
  t.deepEqual(others, []);
});

test('masks without any foreground are warned of by name', async (t) => {
  const folder = await folderOf(t, {
    'images/a.png': await png(1, [1]),
    'images/b.png': await png(1, [2]),
    'masks/a.png': await png(1, [0]),
    'masks/b.png': await png(1, [5]),
  });
  const params = { path: `${folder}/images`, masks: `${folder}/masks` };
  t.deepEqual(await inspected(params), []);
  t.deepEqual(warnings((await testNode(load, { params })).logs), ['masks without any foreground: a.png']);
});

test('values of a mask that are not listed are errors where that is asked for, however few', async (t) => {
  const folder = await folderOf(t, {
    'images/a.png': await png(4, [1, 2, 3, 4]),
    'masks/a.png': await png(4, [0, 255, 7, 255]),
  });
  const params = { path: `${folder}/images`, masks: `${folder}/masks`, foreground: [255] };
  t.deepEqual(await inspected(params), []);
  t.deepEqual(await inspected({ ...params, unlisted: 'error' }), [
    'masks: the mask a.png holds values that are neither background nor listed: 7 (25.0 %)',
  ]);
});
