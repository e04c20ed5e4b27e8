import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { openImageSet } from '../artifacts/image-set.js';
import { testNode } from '../test-node.js';
import { load } from './definition.js';
import { checked, content, folderOf, inspected, png, warnings } from './image-folder.test-helper.js';

const [black, red, green, blue] = [
  [0, 0, 0],
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
] as const;

/** Two images in two folders, with everything that can be known of them. */
async function fullFolder(
  t: ExecutionContext,
): Promise<Record<'path' | 'masks' | 'targets' | 'points', string>> {
  const folder = await folderOf(t, {
    'images/square/a.png': await png(4, [0, 1, 2, 3, 4, 5, 6, 7]),
    'images/hexagonal/b.png': await png(4, [9, 9, 9, 9, 8, 8, 8, 8]),
    'masks/square/a.png': await png(4, [red, red, green, black, red, blue, green, green].flat(), 3),
    'masks/hexagonal/b.tif': await sharp(
      Buffer.from([blue, blue, red, red, black, black, black, black].flat()),
      {
        raw: { width: 4, height: 2, channels: 3 },
      },
    )
      .tiff({ compression: 'lzw' })
      .toBuffer(),
    'targets/square/a.png': await png(4, [0, 10, 20, 30, 40, 50, 60, 70]),
    'targets/hexagonal/b.png': await png(4, [90, 90, 90, 90, 80, 80, 80, 80]),
    'points/square/a.txt': '0.5 0.5\n3 1\n',
    'points/hexagonal/b.txt': '\n',
  });
  const path = (name: string) => `${folder}/${name}`;
  return { path: path('images'), masks: path('masks'), targets: path('targets'), points: path('points') };
}

const classes = [
  { name: 'vacuum', values: [black] },
  { name: 'gold', values: [red, blue] },
  { name: 'polymer', values: [green] },
];

test('an image is loaded with its classes, target, points and label', async (t) => {
  const params = { ...(await fullFolder(t)), classes, labels: 'folder' };
  t.deepEqual(await inspected(params), []);
  const { outputs, logs } = await testNode(load, { params });
  t.deepEqual(warnings(logs), []);
  t.deepEqual((await openImageSet(outputs.images)).truths, {
    classes: ['vacuum', 'gold', 'polymer'],
    labels: ['hexagonal', 'square'],
    images: true,
    points: true,
  });
  const [b, a] = await content(outputs.images);
  t.like(b, { name: 'hexagonal/b', mask: [1, 1, 1, 1, 0, 0, 0, 0], points: [], label: 0 });
  t.like(a, {
    name: 'square/a',
    grey: [0, 1, 2, 3, 4, 5, 6, 7],
    target: [0, 10, 20, 30, 40, 50, 60, 70],
    mask: [1, 1, 2, 0, 1, 1, 2, 2],
    points: [
      [0.5, 0.5],
      [3, 1],
    ],
    label: 1,
  });
});

test('all that is known of an image is cut, reduced and fitted with it', async (t) => {
  const region = { x: 0, y: 0, width: 3, height: 2 };
  const fit = { width: 2, height: 1, rule: 'pad' };
  const params = { ...(await fullFolder(t)), classes, region, downscale: 2, fit };
  t.deepEqual(await inspected(params), []);
  const [, a] = await content((await testNode(load, { params })).outputs.images);
  t.like(a, {
    grey: [3, 3],
    target: [25, 25],
    mask: [1, 1],
    // Padding goes on with the mirror image, in which the point is, too.
    points: [
      [1, 0],
      [0, 0],
    ],
  });
});

test('take and split leave to each image what is its own', async (t) => {
  const params = { ...(await fullFolder(t)), classes, labels: 'folder' };
  const { outputs } = await testNode(load, {
    params: { ...params, split: { train: ['square/a'], test: 1 } },
  });
  const all = await content((await testNode(load, { params })).outputs.images);
  t.deepEqual([...(await content(outputs.test)), ...(await content(outputs.train))], all);
});

test('classes in no mask, and values in no class, are warned of', async (t) => {
  const params = {
    ...(await fullFolder(t)),
    classes: [
      { name: 'vacuum', values: [black] },
      { name: 'gold', values: [red] },
      { name: 'carbon', values: [[7, 7, 7]] },
    ],
  };
  const { logs } = await testNode(load, { params });
  t.deepEqual(warnings(logs), [
    'masks hold values that are in none of the `classes`, and count as vacuum: [0, 0, 255] (18.8 % of their pixels), [0, 255, 0] (18.8 % of their pixels) in hexagonal/b.tif, square/a.png',
    'no mask shows carbon',
  ]);
});

test('files that are missing, too many, or of another size or kind are all named', async (t) => {
  const image = await png(2, [1, 2]);
  const deep = sharp(Uint16Array.of(1, 2), { raw: { width: 2, height: 1, channels: 1 } });
  const folder = await folderOf(t, {
    'images/a.png': image,
    'images/b.png': await png(2, [3, 4]),
    'images/c.png': await png(2, [5, 6]),
    'targets/a.png': await png(4, [1, 2, 3, 4, 5, 6, 7, 8]),
    'targets/b.png': await deep.toColourspace('grey16').png().toBuffer(),
    'targets/d.png': image,
    'points/a.txt': '0 0\n1;0\n',
    'points/b.txt': '0 0\n0 1\n',
    'points/c.txt': '',
    'points/c.png': image,
    'points/d.txt': '',
  });
  const params = { path: `${folder}/images`, targets: `${folder}/targets`, points: `${folder}/points` };
  t.deepEqual((await inspected(params)).sort(), [
    'points: line 2 of the points a.txt is no point: "1;0"',
    'points: line 2 of the points b.txt lies outside the image, which is 2 × 1 px: 0 1',
    'points: no image for the points of d',
    'targets: no image for the target of d',
    'targets: no target for c',
    'targets: the target a.png is 4 × 2 px, its image 2 × 1 px',
    'targets: the target b.png has uint16 pixels, its image uint8',
  ]);
  const exclude = ['c', 'd'];
  await t.throwsAsync(testNode(load, { params: { ...params, exclude: ['c'] } }), { message: /of d$/ });
  t.deepEqual(await inspected({ path: `${folder}/images`, points: `${folder}/points`, exclude }), [
    'exclude: there is no image called d',
    'points: line 2 of the points a.txt is no point: "1;0"',
    'points: line 2 of the points b.txt lies outside the image, which is 2 × 1 px: 0 1',
  ]);
});

test('a region that reaches beyond an image is said with the file', async (t) => {
  const { path } = await fullFolder(t);
  const region = { x: 2, y: 0, width: 3, height: 2 };
  t.deepEqual(await inspected({ path, region }), [
    'path: hexagonal/b.png is 4 × 2 px, and the region reaches to column 4 and row 1',
    'path: square/a.png is 4 × 2 px, and the region reaches to column 4 and row 1',
  ]);
});

test('a list of labels numbers them; folders that it lacks, and images in none, are problems', async (t) => {
  const folder = await folderOf(t, {
    '1/deep/a.png': await png(1, [1]),
    '0/b.png': await png(1, [2]),
    'c.png': await png(1, [3]),
  });
  const withLabels = (labels: unknown, exclude = ['c']) => ({ path: folder, labels, exclude });
  const { outputs } = await testNode(load, { params: withLabels(['1', 'none', '0']) });
  t.deepEqual(
    (await content(outputs.images)).map(({ name, label }) => [name, label]),
    [
      ['0/b', 2],
      ['1/deep/a', 0],
    ],
  );
  t.deepEqual(await inspected(withLabels(['1', '2'])), ['labels: no class is called like the folder 0']);
  t.deepEqual(await inspected(withLabels('folder', [])), ['labels: no class for c: not in a sub-folder']);
  t.deepEqual(await inspected(withLabels('folder', ['c', '0/b'])), [
    'labels: there are no classes to tell apart: the only folder is 1',
  ]);
});

test('an image has the same label whatever is taken', async (t) => {
  const files: Record<string, Buffer> = {};
  for (const [number, name] of ['p', 'q', 'r', 's'].entries())
    files[`${name}/a.png`] = await png(1, [number]);
  const path = await folderOf(t, files);
  for (const splitSeed of [1, 2, 3]) {
    const { outputs } = await testNode(load, { params: { path, labels: 'folder', take: 1, splitSeed } });
    const [image] = await content(outputs.images);
    t.is(image!.label, image!.grey[0]);
  }
});

test('params about what is known of images that contradict each other are said before anything is read', (t) => {
  const simulate = { kind: 'nanoparticles', count: 2 };
  const region = { x: 0, y: 0, width: 1, height: 1 };
  t.deepEqual(checked({ simulate, targets: 't', points: 'p', labels: 'folder', region }), [
    'targets: `targets` belongs to a `path` of images',
    'points: `points` belongs to a `path` of images',
    'labels: `labels` belongs to a `path` of images',
    'region: `region` belongs to a `path` of images',
  ]);
  t.deepEqual(checked({ path: 'a', classes }), [
    'classes: `classes` says how to read masks, but there are none',
  ]);
  t.deepEqual(checked({ path: 'a', masks: 'm', classes, foreground: [255] }), [
    'classes: `classes` and `foreground` exclude each other',
  ]);
  const twice = [
    { name: 'vacuum', values: [0] },
    { name: 'gold', values: [[255, 0, 0]] },
    { name: 'gold', values: [[0, 0, 0]] },
  ];
  t.deepEqual(checked({ path: 'a', masks: 'm', classes: twice }), [
    'classes.2: two classes are called "gold"',
    'classes.2: [0,0,0] shows both "vacuum" and "gold"',
  ]);
  t.deepEqual(checked({ path: 'a', targets: 't', degrade: { dose: 5 } }), [
    'degrade: `degrade` and `targets` exclude each other',
  ]);
  t.deepEqual(checked({ path: 'a', degrade: { seed: 3 } }), ['degrade: `degrade` changes nothing']);
  t.deepEqual(checked({ simulate, degrade: { dose: 5 } }), []);
});

test('degraded images keep their noise whatever else is loaded, and the clean image is the target', async (t) => {
  const { path, masks } = await fullFolder(t);
  const params = { path, masks, classes, degrade: { gaussian: 0.1 } };
  const images = async (changes: Record<string, unknown>) =>
    content((await testNode(load, { params: { ...params, ...changes } })).outputs.images);
  const [b, a] = await images({});
  t.deepEqual(a!.target, [0, 1, 2, 3, 4, 5, 6, 7]);
  t.deepEqual(a!.mask, [1, 1, 2, 0, 1, 1, 2, 2]);
  t.true(a!.image.some((value) => value < 0));
  t.deepEqual(await images({ exclude: ['hexagonal/b'] }), [a]);
  t.deepEqual(await images({ exclude: ['square/a'] }), [b]);
  const { outputs } = await testNode(load, {
    params: { ...params, split: { train: 1, test: ['square/a'] } },
  });
  t.deepEqual(await content(outputs.test), [a]);
});

test('a target is read on the scale of its degraded image', async (t) => {
  const { path } = await fullFolder(t);
  const params = { path, degrade: { gaussian: 1e-9 }, normalization: 'zscore', contrast: 'invert' };
  const set = await openImageSet((await testNode(load, { params })).outputs.images);
  const [image, target] = [new Float32Array(8), new Float32Array(8)];
  set.readImage(1, image);
  set.readTarget(1, target);
  for (const [at, value] of image.entries()) t.true(Math.abs(value - target[at]!) < 1e-4);
});
