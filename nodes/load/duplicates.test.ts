import { copyFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { testNode } from '../test-node.js';
import { load } from './definition.js';
import { content, folderOf, inspected, png, warnings } from './image-folder.test-helper.js';

/** Images 0 … 9, of which 3 and 7 show the same pixels, in other files. */
async function folderWithTwins(t: ExecutionContext): Promise<string> {
  const files: Record<string, Buffer> = {};
  for (let i = 0; i < 10; i++) files[`${i < 5 ? 'low' : 'high'}/${i}.png`] = await png(2, [i, i + 1]);
  files['high/7.png'] = await sharp(Buffer.from([3, 4]), { raw: { width: 2, height: 1, channels: 1 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return folderOf(t, files);
}

const namesOf = async (outputs: Readonly<Record<string, Parameters<typeof content>[0]>>) =>
  (await Promise.all(Object.values(outputs).map(content))).map((part) => part.map(({ name }) => name));

test('of images that show the same pixels one is left, with a warning', async (t) => {
  const path = await folderWithTwins(t);
  t.deepEqual(await inspected({ path }), []);
  const { outputs, logs } = await testNode(load, { params: { path, splitOrder: 'path' } });
  const [names] = await namesOf(outputs);
  t.is(names!.length, 9);
  t.false(names!.includes('low/3'));
  t.deepEqual(warnings(logs), [
    'left out 1 of the images, which show the same pixels as another: low/3 (as high/7)',
  ]);
});

test('a twin of another class is warned of, since one of the classes is wrong', async (t) => {
  const path = await folderWithTwins(t);
  const { logs } = await testNode(load, { params: { path, labels: 'folder', splitOrder: 'path' } });
  t.regex(warnings(logs)[0]!, /; of another class than the one that stays: low\/3 \(as high\/7\)$/);
});

test('images are the same when the part of them that is used is', async (t) => {
  const path = await folderOf(t, { 'a.png': await png(2, [1, 2]), 'b.png': await png(2, [1, 9]) });
  const region = { x: 0, y: 0, width: 1, height: 1 };
  t.is((await namesOf((await testNode(load, { params: { path } })).outputs))[0]!.length, 2);
  t.is((await namesOf((await testNode(load, { params: { path, region } })).outputs))[0]!.length, 1);
});

test('take and split choose among images that differ', async (t) => {
  const path = await folderWithTwins(t);
  for (const splitSeed of [1, 2, 3, 4, 5]) {
    const params = { path, splitSeed, take: 9, split: [0.5, 0, 0.5] };
    const parts = await namesOf((await testNode(load, { params })).outputs);
    t.is(parts.flat().length, 9);
    t.is(parts.flat().filter((name) => ['low/3', 'high/7'].includes(name)).length, 1);
  }
  const tooMany = { path, take: 10, split: { train: 10 } };
  t.deepEqual(await inspected(tooMany), [
    'take: there are only 9 images, not 10',
    'split: the split needs 10 images, but there are only 9 to choose from',
  ]);
});

test('an image that the split names stays before its twin; twins named in two parts are refused', async (t) => {
  const path = await folderWithTwins(t);
  for (const test of ['low/3', 'high/7']) {
    const params = { path, take: 6, split: { test: [test], train: 5 } };
    t.deepEqual(await inspected(params), []);
    const parts = await namesOf((await testNode(load, { params })).outputs);
    t.deepEqual(parts[1], [test]);
    t.is(parts[0]!.length, 5);
  }
  const message = 'test lists "low/3", which shows the same pixels as "high/7" in train';
  const params = {
    path,
    splitOrder: 'path',
    split: { train: ['high/7', 'high/8'], test: ['low/3', 'low/4'] },
  };
  t.deepEqual(await inspected(params), [`split.test: ${message}`]);
  await t.throwsAsync(testNode(load, { params }), { name: 'NodeError', message });
  t.deepEqual(await inspected({ ...params, duplicates: 'keep' }), [
    'split: test lists "low/3", which belongs together with "high/7" in train',
  ]);
});

test('images that show the same pixels may all stay, but in one part', async (t) => {
  const path = await folderWithTwins(t);
  for (const splitSeed of [1, 2, 3, 4, 5, 6]) {
    const params = { path, duplicates: 'keep', splitSeed, split: [0.5, 0, 0.5] };
    t.deepEqual(await inspected(params), []);
    const parts = await namesOf((await testNode(load, { params })).outputs);
    t.is(parts.flat().length, 10);
    const [train] = parts;
    t.is(train!.includes('low/3'), train!.includes('high/7'));
  }
});

test('each image is decoded once; only where some turn out to be the same, what is written is written anew', async (t) => {
  const steps = async (params: Record<string, unknown>) => {
    let reads = 0;
    const onProgress = ({ phase }: { readonly phase?: string }) => {
      if (phase === 'reading images') reads += 1;
    };
    await testNode(load, { params, onProgress });
    return reads;
  };
  const path = await folderWithTwins(t);
  t.is(await steps({ path, exclude: ['low/3'] }), 9);
  t.is(await steps({ path }), 10 + 9);
  // That two files are the same is known without decoding them.
  await copyFile(`${path}/low/3.png`, `${path}/high/7.png`);
  t.is(await steps({ path }), 9);
});

test('all images stay where that is asked for', async (t) => {
  const path = await folderWithTwins(t);
  const { outputs, logs } = await testNode(load, { params: { path, duplicates: 'keep' } });
  t.is((await namesOf(outputs))[0]!.length, 10);
  t.deepEqual(warnings(logs), []);
});
