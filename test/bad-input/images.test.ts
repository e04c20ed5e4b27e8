import { copyFile, mkdir, readdir, truncate } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { Rig } from '../rig/rig.js';

/** Writes a grey picture of one value. */
async function picture(rig: Rig, name: string, width = 32, height = 32, value = 255): Promise<void> {
  const pixels = Buffer.alloc(width * height, value);
  await sharp(pixels, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(rig.path(name));
}

async function rigWithImages(t: ExecutionContext): Promise<Rig> {
  const rig = await Rig.make(t, { scripted: false });
  await mkdir(rig.path('images'));
  await mkdir(rig.path('masks'));
  for (const name of ['a', 'b']) {
    await picture(rig, `images/${name}.png`);
    await picture(rig, `masks/${name}.png`);
  }
  return rig;
}

/** `run` refuses with these words at the line of the param, and leaves no store behind. */
async function refused(t: ExecutionContext, rig: Rig, params: object, ...words: RegExp[]): Promise<void> {
  await rig.write('p.json', { name: 'images', nodes: { data: { type: 'load', params } } });
  for (const command of ['plan', 'run']) {
    const { status, stderr } = await rig.run([command, 'p.json']);
    t.is(status, 2, stderr);
    t.regex(stderr, /^p\.json:\d+:\d+ {2}error: /);
    for (const expected of words) t.regex(stderr, expected);
    t.notRegex(stderr, /\n\s+at /, 'no stack trace');
  }
  t.false((await readdir(rig.folder)).includes('.micrograph'));
}

const labelled = { path: 'images', masks: 'masks' };

test('good images are loaded', async (t) => {
  const rig = await rigWithImages(t);
  await rig.write('p.json', { name: 'images', nodes: { data: { type: 'load', params: labelled } } });
  const { status, stderr } = await rig.run(['run', 'p.json']);
  t.is(status, 0, stderr);
});

test('a folder without images is refused', async (t) => {
  const rig = await rigWithImages(t);
  await mkdir(rig.path('empty'));
  await refused(t, rig, { path: 'empty' }, /no images/);
});

test('a mask without an image and an image without a mask are both named', async (t) => {
  const rig = await rigWithImages(t);
  await picture(rig, 'images/lonely.png');
  await picture(rig, 'masks/stray.png');
  await refused(t, rig, labelled, /no mask for lonely/, /no image for the mask of stray/);
});

test('images that do not decode are all named, the good ones are not', async (t) => {
  const rig = await rigWithImages(t);
  await copyFile(rig.path('images/a.png'), rig.path('images/cut.png'));
  await truncate(rig.path('images/cut.png'), 60);
  await rig.write('images/text.png', 'no picture');
  await refused(t, rig, { path: 'images' }, /cut\.png is cut off/, /text\.png is no image/);
  const { stderr } = await rig.run(['plan', 'p.json']);
  t.notRegex(stderr, /\ba\.png/);
});

test('mixed sizes need a rule, and are fine with one', async (t) => {
  const rig = await rigWithImages(t);
  await picture(rig, 'images/wide.png', 48, 32);
  await refused(t, rig, { path: 'images' }, /different sizes/, /hint: .*fit/);
  const fit = { width: 32, height: 32, rule: 'crop' };
  await rig.write('p.json', {
    name: 'images',
    nodes: { data: { type: 'load', params: { path: 'images', fit } } },
  });
  t.is((await rig.run(['run', 'p.json'])).status, 0);
});

test('a mask of another size than its image is refused', async (t) => {
  const rig = await rigWithImages(t);
  await picture(rig, 'masks/a.png', 16, 16);
  await refused(t, rig, labelled, /mask .* is 16 × 16 px, its image 32 × 32 px/);
});
