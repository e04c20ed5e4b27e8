import { createHash } from 'node:crypto';
import test from 'ava';
import { greyTiff } from '../../imaging/formats/tiff.test-helper.js';
import type { FolderFile } from '../artifacts/folder.js';
import { artifactFromFiles, testNode } from '../test-node.js';
import { load } from './definition.js';
import { checked, content, folderOf, inspected, png, warnings } from './image-folder.test-helper.js';

/** A folder as `fetch` leaves it. */
async function fetched(files: Readonly<Record<string, Uint8Array>>) {
  const index = Object.entries(files).map(([name, bytes]): FolderFile => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { name, sizeBytes: bytes.length, sha256, origin: `https://example.org/${name}` };
  });
  const inside = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`files/${name}`, bytes]));
  return artifactFromFiles('folder', { ...inside, 'index.json': JSON.stringify({ files: index }) });
}

test('images are read from a folder that was fetched, with what lies beside them', async (t) => {
  const twin = await png(2, [5, 6]);
  const folder = await fetched({
    'README.md': Buffer.from('what this is'),
    'set/images/a.png': await png(2, [1, 2]),
    'set/images/deep/b.png': twin,
    'set/images/deep/c.png': twin,
    'set/masks/a.png': await png(2, [0, 9]),
    'set/masks/deep/b.png': await png(2, [9, 0]),
    'set/masks/deep/c.png': await png(2, [9, 0]),
  });
  const params = { from: { images: 'set/images', masks: 'set/masks/' }, splitOrder: 'path' };
  t.deepEqual(checked(params), []);
  t.deepEqual(await inspected(params), []);
  const { outputs, logs } = await testNode(load, { params, inputs: { folder } });
  t.deepEqual(
    (await content(outputs.images)).map(({ name, grey, mask }) => [name, grey, mask]),
    [
      ['a', [1, 2], [0, 1]],
      ['deep/b', [5, 6], [1, 0]],
    ],
  );
  t.deepEqual(warnings(logs), [
    'left out 1 of the images, which show the same pixels as another: deep/c (as deep/b)',
  ]);
});

test('all that is wrong with its files is said at once, when they are there', async (t) => {
  const folder = await fetched({
    'images/a.tif': greyTiff(2, 1, Float32Array.of(1, Number.NaN)),
    'images/b.png': Buffer.from('no picture'),
    'images/c.png': await png(1, [1]),
    'masks/a.png': await png(2, [9, 9]),
    'masks/c.png': await png(1, [0]),
  });
  const params = { from: { images: 'images', masks: 'masks', points: 'points' } };
  const error = await t.throwsAsync(testNode(load, { params, inputs: { folder } }));
  t.like(error, { name: 'NodeError', kind: 'bad-input' });
  t.deepEqual(error!.message.split('\n').sort(), [
    'a.tif has 1 NaN pixel',
    'b.png is no image of a kind that is read',
    'no mask for b',
    'no mask has any foreground',
    'there is no "points" in the folder',
  ]);
});

test('files come from one place: the input, or `path`', async (t) => {
  const folder = await fetched({ 'a.png': await png(1, [1]) });
  const path = await folderOf(t, { 'a.png': await png(1, [1]) });
  const from = { images: '.' };
  await t.throwsAsync(testNode(load, { params: { path, from }, inputs: { folder } }), {
    message: 'images come from `path` and from the input',
  });
  await t.throwsAsync(testNode(load, { params: { from } }), { message: 'there is no source of images' });
  t.deepEqual(checked({}), [': there is no source of images']);
  const image = async (params: object, inputs = {}) =>
    (await testNode(load, { params: { from, ...params }, inputs })).outputs.images.digest;
  t.is(await image({ path }), await image({}, { folder }));
});
