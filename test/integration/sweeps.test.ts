import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Rig, repositoryFolder, type ShownFile, textOf } from '../rig/rig.js';

const page = await readFile(join(repositoryFolder, 'docs/pipelines.md'), 'utf8');

interface PlanJson {
  readonly counts: Readonly<Record<string, number>>;
  readonly plan: readonly { readonly instance: string; readonly state: string; readonly key?: string }[];
}

/** emit → combine (over all axes) → collect, all at once and by model. */
const sweep = (values: {
  images?: unknown;
  seeds?: number[];
  rates?: number[];
  models?: object;
  more?: object[];
}) => ({
  name: 'sweep',
  axes: {
    model: values.models ?? { 'U-Net 2/44': 2, 'U-Net 3/96': 3 },
    rate: values.rates ?? [0.1, 0.2],
    seed: values.seeds ?? [1, 2],
  },
  sweep: {
    zip: [['model', 'rate']],
    exclude: [{ model: 'U-Net 3/96', seed: 2 }],
    include: [{ model: 'U-Net 2/44', rate: 0.5, seed: 1 }, ...(values.more ?? [])],
  },
  nodes: {
    made: { type: 'emit', params: { value: '${model}' } },
    scored: { type: 'combine', inputs: { a: 'made' }, params: { factor: '${rate}', name: 'seed ${seed}' } },
    perModel: { type: 'collect', inputs: { values: { gather: 'scored', by: ['model'] } } },
    all: { type: 'collect', inputs: { values: { gather: 'perModel' } } },
  },
});

const instancesOf = ({ plan }: PlanJson) => plan.map(({ instance }) => instance);

async function keysOf(rig: Rig): Promise<Record<string, string | undefined>> {
  const { plan } = await rig.json<PlanJson>(['plan', 'p.json']);
  return Object.fromEntries(plan.map(({ instance, key }) => [instance, key]));
}

test('a shaped sweep runs just its points, and gathers nest', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', sweep({}));
  const { status, stderr } = await rig.run(['run', 'p.json']);
  t.is(status, 0, stderr);
  t.deepEqual(instancesOf(await rig.json<PlanJson>(['plan', 'p.json'])), [
    'made[model=U-Net 2/44]',
    'made[model=U-Net 3/96]',
    'scored[model=U-Net 2/44,rate=0.1,seed=1]',
    'scored[model=U-Net 2/44,rate=0.1,seed=2]',
    'scored[model=U-Net 2/44,rate=0.5,seed=1]',
    'scored[model=U-Net 3/96,rate=0.2,seed=1]',
    'perModel[model=U-Net 2/44]',
    'perModel[model=U-Net 3/96]',
    'all',
  ]);
  const show = ['show', 'p.json', 'perModel', '--at', 'model=U-Net 2/44'];
  const [shown, ...others] = await rig.json<{ instance: string; files: ShownFile[] }[]>(show);
  t.deepEqual(others, []);
  const values = JSON.parse(await textOf(shown!.files[0]!)) as { value: number[] }[];
  t.deepEqual(
    values.map(({ value }) => value[0]),
    [0.2, 0.2, 1],
  );
});

test('a value, a row of a zip or a point more plans and computes only what is new', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', sweep({}));
  await rig.run(['run', 'p.json']);
  await rig.executions();
  const before = await keysOf(rig);
  const more = {
    seeds: [1, 2, 3],
    models: { 'U-Net 2/44': 2, 'U-Net 3/96': 3, 'U-Net 4/200': 4 },
    rates: [0.1, 0.2, 0.4],
    more: [{ model: 'U-Net 3/96', rate: 0.9, seed: 2 }],
  };
  await rig.write('p.json', sweep(more));
  const after = await keysOf(rig);
  const isCollection = (instance: string) => /^(perModel|all)/.test(instance);
  for (const [instance, key] of Object.entries(before))
    if (!isCollection(instance)) t.is(after[instance], key, instance);
  await rig.run(['run', 'p.json']);
  const added = Object.keys(after).filter(
    (instance) => !Object.hasOwn(before, instance) && !isCollection(instance),
  );
  t.is(added.length, 1 + 2 + 3 + 1);
  t.deepEqual((await rig.executions()).sort(), [
    ...Array(4).fill('collect'),
    'combine seed 1',
    'combine seed 2',
    'combine seed 2',
    'combine seed 3',
    'combine seed 3',
    'combine seed 3',
    'emit',
  ]);
});

test('--only and --at choose the same instances for plan and run, and of a run for status', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', sweep({}));
  const asked = ['--only', 'scored', '--at', 'model=U-Net 2/44', '--at', 'seed=1'];
  const chosen = [
    'made[model=U-Net 2/44]',
    'scored[model=U-Net 2/44,rate=0.1,seed=1]',
    'scored[model=U-Net 2/44,rate=0.5,seed=1]',
  ];
  const plan = await rig.json<PlanJson>(['plan', 'p.json', ...asked]);
  t.deepEqual(instancesOf(plan), chosen);
  t.like(plan.counts, { run: 1, waiting: 2, cached: 0 });
  t.regex((await rig.run(['plan', 'p.json', ...asked])).stdout, /^sweep: 3 instances: 0 cached, 1 to run/);
  t.is((await rig.run(['run', 'p.json', ...asked])).status, 0);
  t.deepEqual(await rig.executions(), ['emit', 'combine seed 1', 'combine seed 1']);

  const [{ id } = { id: '' }] = await rig.json<{ id: string }[]>(['status']);
  const status = (...options: string[]) =>
    rig.json<{ instances: { instance: string }[] }>(['status', id, ...options]);
  const names = async (...options: string[]) =>
    (await status(...options)).instances.map(({ instance }) => instance).sort();
  t.deepEqual(await names(), chosen);
  t.deepEqual(await names('--only', 'scored', '--at', 'rate=0.5'), [chosen[2]]);
  t.deepEqual(await names('--at', 'rate=0.5'), [chosen[0], chosen[2]]);
  const none = await rig.run(['status', id, '--only', 'scored', '--at', 'rate=0']);
  t.is(none.status, 2);
  t.regex(none.stderr, /the run has no such instance/);
});

test('points that the sweep does not have are refused, with what there is', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', sweep({}));
  for (const command of ['plan', 'run']) {
    const refused = async (...options: string[]) => {
      const { status, stderr } = await rig.run([command, 'p.json', ...options]);
      t.is(status, 2, stderr);
      return stderr;
    };
    t.regex(
      await refused('--at', 'model=U-Net 2/4'),
      /has no label "U-Net 2\/4"\n.*did you mean "U-Net 2\/44"/,
    );
    t.regex(await refused('--at', 'sead=1'), /has no axis "sead"\n.*did you mean "seed"/);
    t.regex(
      await refused('--only', 'scored', '--at', 'model=U-Net 3/96', '--at', 'seed=2'),
      /no instance is at the points that are asked for/,
    );
  }
  t.false((await rig.run(['status'])).stdout.includes('sweep'), 'nothing was written');
});

test('of a table only the rows that change are computed again', async (t) => {
  const rig = await Rig.make(t);
  const pipeline = {
    axes: { image: { $ref: 'images.csv' } },
    nodes: { made: { type: 'emit', params: { value: '${image.file}', note: '${image.note}' } } },
  };
  await rig.write('p.json', pipeline);
  await rig.write('images.csv', 'name,file,note,unused\na,a.tif,x,1\nb,b.tif,x,2\n');
  await rig.run(['run', 'p.json']);
  t.is((await rig.executions()).length, 2);
  await rig.write(
    'images.csv',
    'name,note,file,unused\nanother name,x,a.tif,7\nb,x,other.tif,2\nc,x,c.tif,3\n',
  );
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  t.is((await rig.executions()).length, 2);

  await rig.write('images.csv', 'name,file,note\na,a.tif\n');
  const { status, stderr } = await rig.run(['plan', 'p.json']);
  t.is(status, 2);
  t.regex(stderr, /images\.csv:2:1 {2}error: the row has 2 cells, where the first row has 3/);
});

test('the sweep of the documentation has the points that it tells of', async (t) => {
  const rig = await Rig.make(t, { scripted: false });
  const files = [...page.matchAll(/^\*\*`([^`]+)`\*\*\n\n```\w+\n([\s\S]*?)```$/gm)];
  t.is(files.length, 3);
  for (const [, name, content] of files) await rig.write(name!, content!);
  const told = /^\$ micrograph plan sweep\.json --only pretrained\n([\s\S]*?)```$/m.exec(page)![1]!;
  t.is((await rig.run(['plan', 'sweep.json', '--only', 'pretrained'])).stdout, told);
});
