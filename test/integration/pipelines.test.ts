import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { realData } from '../real-data.js';
import { Rig, repositoryFolder, type ShownFile, textOf } from '../rig/rig.js';

interface Shown {
  readonly instance: string;
  readonly port: string;
  readonly digest: string;
  readonly files: readonly ShownFile[];
}

interface TableJson {
  readonly columns: readonly (string | number)[];
  readonly rows: readonly {
    readonly cells: readonly ({ readonly mean: number; readonly n: number } | null)[];
  }[];
}

const pipeline = (name: string) => join(repositoryFolder, 'pipelines', `${name}.json`);
const quick = ['--set', 'pretrainingEpochs=1', '--set', 'epochs=2', '--store', 'store'];

async function table(rig: Rig, name: string, environment?: Record<string, string>): Promise<TableJson> {
  const { stdout } = await rig.run(['show', pipeline(name), 'table', ...quick, '--json'], environment);
  const [shown] = JSON.parse(stdout) as Shown[];
  const file = shown!.files.find((each) => each.name === 'table.json')!;
  return JSON.parse(await textOf(file)) as TableJson;
}

/** Two models × two initialisations, every cell filled with a Dice between 0 and 1. */
function isFilled(t: ExecutionContext, { rows }: TableJson, runs: number): void {
  t.is(rows.length, 4);
  for (const { cells } of rows) {
    for (const cell of cells) {
      t.is(cell?.n, runs);
      t.true(cell!.mean >= 0 && cell!.mean <= 1, String(cell?.mean));
    }
  }
}

test('the quickstart runs from nothing to a table, and answers "all cached" without TensorFlow', async (t) => {
  const rig = await Rig.make(t, { scripted: false });
  const first = await rig.run(['run', pipeline('quickstart'), ...quick]);
  t.is(first.status, 0, first.stderr);
  t.regex(first.stdout, /\| U-Net 2\/84 \| P\(200\) \|/);
  isFilled(t, await table(rig, 'quickstart'), 2);

  rig.nodeArguments = ['--import', join(repositoryFolder, 'test', 'rig', 'forbid-tensorflow.js')];
  const again = await rig.run(['run', pipeline('quickstart'), ...quick]);
  t.is(again.status, 0, again.stderr);
  t.regex(again.stdout, /all 23 cached/);
});

test('changing one fine-tuning parameter runs fine-tuning, evaluation and table again, and nothing else', async (t) => {
  const rig = await Rig.make(t, { scripted: false });
  await rig.run(['run', pipeline('quickstart'), ...quick]);
  const changed = ['--set', 'epochs=3', '--set', 'pretrainingEpochs=1', '--store', 'store'];
  const { plan } = await rig.json<{ plan: { node: string; state: string }[] }>([
    'plan',
    pipeline('quickstart'),
    ...changed,
  ]);
  const touched = plan.filter(({ state }) => state === 'run' || state === 'waiting').map(({ node }) => node);
  t.deepEqual([...new Set(touched)], ['tuned', 'scores', 'table']);
  const { stdout } = await rig.run(['run', pipeline('quickstart'), ...changed]);
  t.regex(stdout, /17 computed, 6 cached/);
  t.regex(stdout, /resume {3}tuned\[model=U-Net 2\/44,init=R,seed=1\]: goes on from epoch 2/);
});

test('the published pipeline on real gold nanoparticles trains on no test image and fills its table', async (t) => {
  const folder = realData(t, 'au');
  if (folder === undefined) return;
  const data = { DATA: join(folder, '..') };
  const rig = await Rig.make(t, { scripted: false });
  const { status, stdout, stderr } = await rig.run(['run', pipeline('au-tem'), ...quick], data);
  t.is(status, 0, stdout + stderr);
  isFilled(t, await table(rig, 'au-tem', data), 3);

  const shown = await rig.run(['show', pipeline('au-tem'), 'au', ...quick, '--json'], data);
  const sets = (JSON.parse(shown.stdout) as Shown[]).map(async ({ port, files }) => {
    const index = files.find(({ name }) => name === 'index.json')!;
    const { images } = JSON.parse(await textOf(index)) as { images: { name: string }[] };
    return [port, images.map(({ name }) => name)] as const;
  });
  const names = Object.fromEntries(await Promise.all(sets));
  t.deepEqual(
    Object.entries(names).map(([port, images]) => [port, images.length]),
    [
      ['train', 11],
      ['validation', 7],
      ['test', 12],
    ],
  );
  t.is(new Set(Object.values(names).flat()).size, 30, 'no image is in two parts');
});

test('init makes a project that validates and plans as it is, and refuses to overwrite one', async (t) => {
  const rig = await Rig.make(t, { scripted: false });
  t.is((await rig.run(['init', 'study'])).status, 0);
  t.regex((await rig.run(['validate', 'study/pipeline.json'])).stdout, /is valid: 8 nodes, 23 instances/);
  t.regex((await rig.run(['plan', 'study/pipeline.json'])).stdout, /0 cached, 4 to run/);
  const again = await rig.run(['init', 'study']);
  t.is(again.status, 2);
  t.regex(again.stderr, /is there already/);
});

test('export copies an artifact’s files, and labels lead nowhere else', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', {
    name: 'labels',
    axes: { model: { '../../up/and/away': 1, 'U-Net 2/44': 2 } },
    nodes: { one: { type: 'emit', params: { value: '${model}' } } },
  });
  await rig.run(['run', 'p.json']);
  const { status, stdout } = await rig.run(['export', 'p.json', 'one', '--to', 'out']);
  t.is(status, 0);
  t.deepEqual(stdout.trim().split('\n'), [
    'out/one[model=.._.._up_and_away]/value/value.json',
    'out/one[model=U-Net 2_44]/value/value.json',
  ]);
  t.is(await rig.read('out/one[model=U-Net 2_44]/value/value.json'), '2');
});
