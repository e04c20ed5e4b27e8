import test from 'ava';
import { openImageSet } from '../../artifacts/image-set.js';
import { testNode } from '../../test-node.js';
import { load } from '../definition.js';

type Params = Readonly<Record<string, unknown>>;
const loaded = async (simulate: Params, params: Params = {}) => {
  const { outputs } = await testNode(load, { params: { simulate: { count: 2, ...simulate }, ...params } });
  return openImageSet(outputs.images);
};

test('gold particles have masks and a pixel size', async (t) => {
  const set = await loaded({ kind: 'hrtem-nanoparticles', size: 256 }, { normalization: 'zscore' });
  t.deepEqual([set.count, set.width, set.height], [2, 256, 256]);
  t.deepEqual(set.truths, { classes: ['background', 'foreground'] });
  t.deepEqual(set.pixelSize, { x: 0.033, y: 0.033, unit: 'nm' });
  t.is(set.name(1), 'hrtem-nanoparticles-00001');
});

test('lattices have masks, targets, points and classes, as they are asked for', async (t) => {
  const several = await loaded({ kind: 'adf-stem-lattice', size: 64, lattices: ['square', 'dumbbell'] });
  t.deepEqual(several.truths, {
    classes: ['background', 'column'],
    labels: ['square', 'dumbbell'],
    images: true,
    points: true,
  });
  t.deepEqual([several.label(0), several.label(1)], [0, 1]);
  t.true(several.points(0).length > 0);
  const large = await loaded({ kind: 'adf-stem-lattice', size: 64, truths: ['noNoiseUpinterpolation2x'] });
  t.is(large.width, 128);
  t.deepEqual(large.truths, { images: true });
});

test('sections have two or three classes', async (t) => {
  t.deepEqual((await loaded({ kind: 'membranes', size: 64 })).truths.classes, ['background', 'membrane']);
  const three = await loaded({ kind: 'membranes', size: 64, classes: 'membranes-and-mitochondria' });
  t.deepEqual(three.truths.classes, ['background', 'membrane', 'mitochondrion']);
});

test('what does not go together is said before anything is made', async (t) => {
  const said = async (simulate: Params, params: Params = {}) =>
    (await t.throwsAsync(loaded(simulate, params)))!.message;
  const stem = { kind: 'adf-stem-lattice', size: 64 };
  t.is(await said({ ...stem, probeNm: [0.2, 0.1] }), '0.2 to 0.1 is no range');
  t.is(
    await said({ ...stem, truths: ['noNoise', 'gaussianMask'] }),
    'noNoise and gaussianMask exclude each other',
  );
  t.is(await said(stem, { degrade: { dose: 10 } }), 'these images have targets already');
  const gold = { kind: 'hrtem-nanoparticles', size: 64 };
  t.is(await said(gold), 'a particle of 6 nm does not fit into an image of 2.11 nm');
  t.regex(await said({ ...gold, size: 100 }), /size must be equal to one of the allowed values/);
  t.regex(await said({ kind: 'membranes', radius: [1, 2] }), /must NOT have additional properties/);
});
