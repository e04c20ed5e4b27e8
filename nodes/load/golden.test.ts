import test from 'ava';
import { testNode } from '../test-node.js';
import { load } from './definition.js';
import { folderOf, labelledFolder, png } from './image-folder.test-helper.js';

// Stored results depend on these bytes: when they change, the version of the node must.
test('version 3 makes these bytes', async (t) => {
  t.is(load.version, '3');
  const digests = async (params: Record<string, unknown>) => {
    const { outputs } = await testNode(load, { params });
    return Object.values(outputs).map(({ digest }) => digest);
  };
  const simulate = { kind: 'nanoparticles', count: 3, size: 16 };
  const folder = await labelledFolder(t, 6);
  const paths = { path: `${folder}/images`, masks: `${folder}/masks` };
  const truths = await folderOf(t, {
    'images/a/0.png': await png(2, [1, 2, 3, 4]),
    'images/b/1.png': await png(2, [5, 6, 7, 8]),
    'targets/a/0.png': await png(2, [10, 20, 30, 40]),
    'targets/b/1.png': await png(2, [50, 60, 70, 80]),
    'points/a/0.txt': '0 0\n1 0.5\n',
    'points/b/1.txt': '',
  });
  const folders = Object.fromEntries(['targets', 'points'].map((name) => [name, `${truths}/${name}`]));
  const degrade = {
    downscale: 2,
    blur: 0.7,
    background: { amplitude: 0.2, scale: 3 },
    dose: 100,
    gaussian: 0.05,
  };
  t.deepEqual(await digests({ simulate, take: 2, normalization: 'zscore' }), [
    '3bd0042a893c84344a06bad470d2acc8b1de060ef5ce18e48933228b284731a2',
  ]);
  t.deepEqual(await digests({ ...paths, split: [0.5, 0.5, 0], contrast: 'invert' }), [
    '8915092cdd158ad1f960b6b62a36ea8ba7df355013ff2f8829e46027906c65b8',
    '91f2d0eae449d4351200bd9ac00d004a3cd6d6b89ccf9e7b3b987c95e25db0d9',
  ]);
  t.deepEqual(await digests({ path: `${truths}/images`, ...folders, labels: 'folder' }), [
    '7c3f16ae0941d0f0c11ccf1e4b4980887f85454ad25c86741ce0eb013a905a65',
  ]);
  t.deepEqual(await digests({ path: `${truths}/images`, degrade }), [
    '7fa0e359272ef5cd0687e0c57417f9e9328579350b802a221b609e31ed2fd23a',
  ]);
});
