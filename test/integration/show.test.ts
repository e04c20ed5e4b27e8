import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import type { ImageSetSummary } from '../../report/artifacts/image-set/summary.js';
import { Rig } from '../rig/rig.js';

const pipeline = {
  name: 'looking',
  axes: { size: [16, 24] },
  nodes: {
    particles: {
      type: 'load',
      params: {
        simulate: { kind: 'nanoparticles', count: 10, size: '${size}', radius: [2, 4] },
        split: [0.5, 0.3, 0.2],
        normalization: 'zscore',
      },
    },
    jitter: { type: 'augment', params: { flip: true } },
  },
};

async function loaded(t: Parameters<typeof Rig.make>[0]): Promise<Rig> {
  const rig = await Rig.make(t, { scripted: false });
  await rig.write('p.json', pipeline);
  const { status, stdout, stderr } = await rig.run(['run', 'p.json']);
  t.is(status, 0, stdout + stderr);
  return rig;
}

test('an image set is shown in numbers and as a contact sheet, and the project stays as it is', async (t) => {
  const rig = await loaded(t);
  const before = await readdir(rig.folder, { recursive: true });
  const { stdout, stderr, status } = await rig.run(['show', 'p.json', 'particles.train', '--at', 'size=16']);
  t.is(status, 0, stderr);
  t.deepEqual(await readdir(rig.folder, { recursive: true }), before);

  t.regex(stdout, /^particles\[size=16\]\.train {2}image-set$/m);
  t.regex(stdout, /^ {2}images +5 of 16 × 16 pixels, \w+/m);
  t.regex(stdout, /^ {2}split +train 5; beside it validation 3, test 2$/m);
  t.regex(stdout, /^ {2}from +a simulator$/m);
  t.regex(stdout, /^ {2}intensities +\d.* … .*, mean .* ± /m);
  t.regex(stdout, /^ +\|[ .:\-=+*#%@]+\|$/m, 'not a terminal');
  t.regex(stdout, /^ {2}normalization +zscore: /m);
  t.regex(stdout, /^ {2}classes +background: [\d.]+ % of the pixels, in 5 of 5 images$/m);

  const sheet = /^ {2}contact sheet +(.*\.png)$/m.exec(stdout)![1]!;
  t.is((await sharp(sheet).metadata()).format, 'png');
  await rm(dirname(dirname(dirname(sheet))), { recursive: true });
});

test('--json gives the same numbers, and writes contact sheets where it is told to only', async (t) => {
  const rig = await loaded(t);
  type Shown = { instance: string; port: string; summary: ImageSetSummary; sheet?: string };
  const shown = await rig.json<Shown[]>(['show', 'p.json', 'particles']);
  t.is(shown.length, 6);
  t.true(shown.every(({ sheet }) => sheet === undefined));
  const train = shown.find(({ instance, port }) => instance === 'particles[size=24]' && port === 'train')!;
  t.like(train.summary, { images: 5, height: 24, width: 24, normalization: 'zscore', lookedAt: 5 });
  t.deepEqual(train.summary.split, {
    validation: { images: 3, shared: 0 },
    test: { images: 2, shared: 0 },
  });
  const pixels = train.summary.intensities.histogram.reduce((sum, count) => sum + count, 0);
  t.is(pixels, 5 * 24 * 24);
  const shares = train.summary.classes!.map(({ share }) => share);
  t.true(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-12);

  const [one] = await rig.json<Shown[]>([
    'show',
    'p.json',
    'particles[size=24].test',
    '--to',
    rig.path('look'),
  ]);
  t.is(one!.sheet, rig.path('look', 'particles[size=24]', 'test', 'contact-sheet.png'));
  t.true(existsSync(one!.sheet!));
});

test('a contact sheet in a folder is written anew', async (t) => {
  const rig = await loaded(t);
  const show = ['show', 'p.json', 'particles.test', '--at', 'size=16', '--to', 'look'];
  const sheet = rig.path('look', 'particles[size=16]', 'test', 'contact-sheet.png');
  t.is((await rig.run(show)).status, 0);
  const first = await readFile(sheet);
  t.is((await rig.run(show)).status, 0);
  t.deepEqual(await readFile(sheet), first);
});
