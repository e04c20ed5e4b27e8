import test from 'ava';
import { realData } from '../../test/real-data.js';
import { openImageSet } from '../artifacts/image-set.js';
import { testNode } from '../test-node.js';
import { load } from './definition.js';
import { content, inspected, warnings } from './image-folder.test-helper.js';

const [black, red, green, blue] = [
  [0, 0, 0],
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
] as const;

/** The mean of the pixels whose class is `value`. */
function meanWhere(image: readonly number[], mask: readonly number[], value: number): number {
  const chosen = image.filter((_, i) => mask[i] === value);
  return chosen.reduce((sum, pixel) => sum + pixel, 0) / chosen.length;
}

test('gold particles with colour masks: every image is labelled, and gold is dark', async (t) => {
  const [path, masks] = [realData(t, 'au/images'), realData(t, 'au/masks')];
  if (!path || !masks) return;
  const params = { path, masks, foreground: [red, blue], downscale: 4, normalization: 'zscore' };
  const images = await content((await testNode(load, { params })).outputs.images);
  t.is(images.length, 30);
  for (const { name, image, mask } of images)
    t.true(meanWhere(image, mask, 1) < meanWhere(image, mask, 0), name);
});

test('gold prisms with polymer patches: every image shows three classes, each next one darker', async (t) => {
  const path = realData(t, 'au/images/patchy_nanoprism');
  const masks = realData(t, 'au/masks/patchy_nanoprism');
  if (!path || !masks) return;
  const classes = [
    { name: 'background', values: [black] },
    { name: 'patch', values: [green] },
    { name: 'Au', values: [red] },
  ];
  const params = { path, masks, classes, downscale: 4, normalization: 'zscore' };
  t.deepEqual(await inspected(params), []);
  const { outputs, logs } = await testNode(load, { params });
  t.deepEqual(warnings(logs), []);
  const images = await content(outputs.images);
  t.is(images.length, 12);
  for (const { name, image, mask } of images) {
    const [background, patch, gold] = [0, 1, 2].map((value) => meanWhere(image, mask, value));
    t.true(gold! < patch! && patch! < background!, name);
  }
});

test('cell membranes: black in the masks is the second class, and dark in the images', async (t) => {
  const [path, masks] = [realData(t, 'cem/isbi2012/train'), realData(t, 'cem_labels/isbi2012/train')];
  if (!path || !masks) return;
  const classes = [
    { name: 'cell', values: [255] },
    { name: 'membrane', values: [0] },
  ];
  const params = { path, masks, classes, downscale: 4, take: 8 };
  const { outputs, logs } = await testNode(load, { params });
  t.deepEqual(warnings(logs), []);
  for (const { name, image, mask } of await content(outputs.images))
    t.true(meanWhere(image, mask, 1) < meanWhere(image, mask, 0), name);
});

test('simulated lattices: the figure is cut out, twins are dropped, and noise is added', async (t) => {
  const path = realData(t, 'stem_sim/atomvision_stem_jv2d/test_folder');
  if (!path) return;
  const params = {
    path,
    region: { x: 112, y: 22, width: 416, height: 416 },
    labels: 'folder',
    downscale: 4,
    degrade: { background: { amplitude: 0.3, scale: 40 }, dose: 30, gaussian: 0.05 },
  };
  const { outputs, logs } = await testNode(load, { params });
  const set = await openImageSet(outputs.images);
  t.deepEqual(set.truths, { labels: ['0', '1', '2', '3', '4'], images: true });
  t.deepEqual([set.width, set.height], [104, 104]);
  // 217 files, of which twins are left out with a warning.
  const [warning] = warnings(logs);
  const dropped = Number(/^left out (\d+) of the images/.exec(warning ?? '')?.[1] ?? 0);
  t.is(set.count + dropped, 217);

  const [clean, poor] = [new Float32Array(104 * 104), new Float32Array(104 * 104)];
  for (let i = 0; i < set.count; i += 40) {
    set.readTarget(i, clean);
    set.readImage(i, poor);
    t.true(Math.max(...clean) <= 1 && Math.min(...clean) < 0.2, 'no white margin is left');
    const added = poor.reduce((sum, value, at) => sum + value - clean[at]!, 0) / clean.length;
    t.true(added > 0.03 && added < 0.27, `the background adds ${added}`);
  }
});

test('patches of cells: those of odd sizes are padded, and counted', async (t) => {
  const path = realData(t, 'cem/cem500k_examples');
  if (!path) return;
  const params = { dataset: 'cem500k', path };
  t.deepEqual(await inspected(params), []);
  const { outputs, logs } = await testNode(load, { params });
  const set = await openImageSet(outputs.images);
  t.deepEqual([set.width, set.height, set.count], [224, 224, 18]);
  t.true(logs.some(({ message }) => /^\d+ of 18 images have another size/.test(message)));
});

test('volumes of cells: slices of one size, with the labels that they have', async (t) => {
  const sets = [
    ['cem/isbi2012/test', undefined, {}],
    ['cem/flyem_medulla', undefined, { fit: { width: 256, height: 256, rule: 'pad' }, take: 12 }],
    ['cem/drosophila_vnc/stack1', 'cem_labels/drosophila_vnc/stack1/membranes', { downscale: 4 }],
  ] as const;
  for (const [images, labels, more] of sets) {
    const [path, masks] = [realData(t, images), labels && realData(t, labels)];
    if (!path) return;
    const params = { path, ...(masks && { masks }), ...more };
    t.deepEqual(await inspected(params), [], images);
    const set = await openImageSet((await testNode(load, { params })).outputs.images);
    t.true(set.count > 1, images);
  }
});

test('atomic columns: images of the simulated set alone, and experimental ones brought to one size', async (t) => {
  const [simulated, experimental] = [
    realData(t, 'temimagenet'),
    realData(t, 'temimagenet/experimental_adf_stem'),
  ];
  if (!simulated || !experimental) return;
  const sets = [
    [{ dataset: 'temimagenet', path: simulated }, 256, 4],
    [{ path: experimental, fit: { width: 128, height: 128, rule: 'resize' } }, 128, 15],
  ] as const;
  for (const [params, width, count] of sets) {
    t.deepEqual(await inspected(params), []);
    const set = await openImageSet((await testNode(load, { params })).outputs.images);
    t.deepEqual([set.width, set.count], [width, count]);
  }
});
