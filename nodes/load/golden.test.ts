import test from 'ava';
import { testNode } from '../test-node.js';
import { load } from './definition.js';
import { folderOf, labelledFolder, png } from './image-folder.test-helper.js';

// Stored results depend on these bytes: when they change, the version of the node must.
test('version 2 makes these bytes', async (t) => {
  t.is(load.version, '2');
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
    'e6bc27df179cecc51b02bf1135853e4bb60a78e25f728ec225ad179784e9f805',
  ]);
  t.deepEqual(await digests({ ...paths, split: [0.5, 0.5, 0], contrast: 'invert' }), [
    'd67b25c2ad175ae2e78f4765272e8ad95407e505b1c9243e9d4522e67f6c383a',
    'd843773c596586b3ec40f45cbc4977bcd747661a5acca2c1b6a7f4d5577ec6e1',
  ]);
  t.deepEqual(await digests({ path: `${truths}/images`, ...folders, labels: 'folder' }), [
    '472e4895e53dd11956e3d2738cccb9f04661f510cf86bc55f22e21c12f672f0d',
  ]);
  t.deepEqual(await digests({ path: `${truths}/images`, degrade }), [
    '57a7c72ce6fbf8754d203dfa9022d7bb980ba8a7fa01b9e72c96deb3b2ddf4bc',
  ]);
});
