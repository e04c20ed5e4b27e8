import { join } from 'node:path';
import test from 'ava';
import { realData } from '../real-data.js';
import { Rig, repositoryFolder, type ShownFile, textOf } from '../rig/rig.js';

/** Of `table.json`. */
interface Table {
  readonly value: string;
  readonly columns: readonly (number | string)[];
  readonly rows: readonly {
    readonly cells: readonly ({ readonly mean: number; readonly n: number } | null)[];
  }[];
}

for (const { name, needs, take, table, value, rows, baselines } of [
  {
    name: 'au-nanoprism-classes',
    needs: 'au/masks/patchy_nanoprism',
    table: 'polymer',
    value: 'dice:polymer',
    rows: 2,
    baselines: ['all "background"'],
  },
  {
    name: 'isbi2012-membranes',
    needs: 'cem_labels/isbi2012/train',
    take: 10,
    table: 'table',
    value: 'dice',
    rows: 2,
    baselines: ['all foreground', 'blurred threshold'],
  },
  {
    name: 'stem-denoising',
    needs: 'stem_sim/atomvision_stem_jv2d/train_folder',
    take: 20,
    table: 'psnr',
    value: 'psnr',
    rows: 4,
    baselines: ['identity'],
  },
  {
    name: 'stem-lattices',
    needs: 'stem_sim/atomvision_stem_jv2d/train_folder',
    take: 40,
    table: 'table',
    value: 'accuracy',
    rows: 1,
    baselines: ['all "0"'],
  },
]) {
  test.serial(`the pipeline ${name} goes from real images to a table with its baselines`, async (t) => {
    const folder = realData(t, needs);
    if (folder === undefined) return;
    const environment = { DATA: folder.slice(0, -needs.length) };
    const rig = await Rig.make(t, { scripted: false });
    const pipeline = join(repositoryFolder, 'pipelines', `${name}.json`);
    const short = ['--set', 'epochs=1', ...(take ? ['--set', `take=${take}`] : []), '--store', 'store'];
    const { status, stdout, stderr } = await rig.run(['run', pipeline, ...short], environment);
    t.is(status, 0, stdout + stderr);

    const shown = await rig.run(['show', pipeline, table, ...short, '--json'], environment);
    const [artifact] = JSON.parse(shown.stdout) as [{ files: ShownFile[] }];
    const file = artifact.files.find((each) => each.name === 'table.json')!;
    const found = JSON.parse(await textOf(file)) as Table;
    t.is(found.value, value);
    t.deepEqual(found.columns, [1, ...baselines]);
    t.is(found.rows.length, rows);
    for (const cell of found.rows.flatMap(({ cells }) => cells)) t.true(Number.isFinite(cell?.mean));
  });
}
