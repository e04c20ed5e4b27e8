import { join } from 'node:path';
import test from 'ava';
import { realData } from '../real-data.js';
import { Rig, repositoryFolder } from '../rig/rig.js';

interface ShownSet {
  readonly instance: string;
  readonly port: string;
  readonly summary: { readonly images: number; readonly height: number; readonly width: number };
}

/** How many images of which size each set has. */
const expected = {
  'au-tetrahedra.images': [18, 512],
  'au-nanoprisms.images': [12, 512],
  // 50 nanoprisms and 3 tetrahedra.
  'au-weakly-labelled.images': [53, 512],
  'au-hrtem-label.images': [64, 512],
  'isbi2012.train': [18, 512],
  'isbi2012.validation': [6, 512],
  'isbi2012.test': [6, 512],
  'isbi2012-unlabelled.images': [30, 512],
  'drosophila-vnc.images': [40, 512],
  'drosophila-vnc-membranes.train': [12, 512],
  'drosophila-vnc-membranes.validation': [4, 512],
  'drosophila-vnc-membranes.test': [4, 512],
  'flyem-medulla.images': [140, 224],
  'cem500k-examples.images': [18, 224],
  'cem500k-labelled.images': [8, 224],
  'temimagenet.images': [4, 256],
  'adf-stem-experimental.images': [15, 256],
};

test('every real data set is loaded by a pipeline that is data only', async (t) => {
  t.timeout(300_000);
  const folder = realData(t, 'au');
  if (folder === undefined) return;
  const environment = { DATA: join(folder, '..') };
  const rig = await Rig.make(t, { scripted: false });
  const pipeline = join(repositoryFolder, 'pipelines', 'data-sets.json');
  const { status, stdout, stderr } = await rig.run(['run', pipeline, '--store', 'store'], environment);
  t.is(status, 0, stdout + stderr);

  const found = new Map<string, readonly number[]>();
  for (const node of new Set(Object.keys(expected).map((name) => name.split('.')[0]!))) {
    const shown = await rig.run(['show', pipeline, node, '--store', 'store', '--json'], environment);
    for (const { port, summary } of JSON.parse(shown.stdout) as ShownSet[]) {
      t.is(summary.height, summary.width);
      found.set(`${node}.${port}`, [summary.images, summary.width]);
    }
  }
  t.deepEqual(Object.fromEntries(found), expected);
});
