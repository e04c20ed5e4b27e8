import test from 'ava';
import { RecordStore } from '../../cache/records/record-store.js';
import { Rig, type ShownFile, textOf } from '../rig/rig.js';

interface PlanJson {
  readonly counts: Readonly<Record<string, number>>;
  readonly plan: readonly { readonly instance: string; readonly state: string; readonly reason: string }[];
}

/** emit → combine (over seed) → collect, with a value to change in each. */
const sweep = (values: { emit?: unknown; factor?: number; seeds?: number[]; note?: string } = {}) => ({
  name: 'sweep',
  axes: { seed: values.seeds ?? [1, 2] },
  nodes: {
    base: { type: 'emit', params: { value: values.emit ?? 30, ...(values.note && { note: values.note }) } },
    seeded: { type: 'emit', params: { value: '${seed}' } },
    scaled: { type: 'combine', inputs: { a: 'base', b: 'seeded' }, params: { factor: values.factor ?? 1 } },
    all: { type: 'collect', inputs: { values: { gather: 'scaled' } } },
  },
});

async function show(rig: Rig, name: string): Promise<unknown> {
  const [result] = await rig.json<{ files: ShownFile[] }[]>(['show', 'p.json', name]);
  return JSON.parse(await textOf(result!.files[0]!));
}

test('a pipeline runs, runs again from the cache, and computes only what a change touches', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', sweep());
  const plan = await rig.json<PlanJson>(['plan', 'p.json']);
  t.deepEqual(plan.counts, { cached: 0, run: 3, waiting: 3, shared: 0, leftOut: 0, notPromoted: 0 });

  const first = await rig.run(['run', 'p.json']);
  t.is(first.status, 0, first.stderr);
  t.deepEqual((await rig.executions()).sort(), ['collect', 'combine', 'combine', 'emit', 'emit', 'emit']);
  t.deepEqual(await show(rig, 'all'), [
    { at: { seed: '1' }, value: [30, 1] },
    { at: { seed: '2' }, value: [30, 2] },
  ]);

  const again = await rig.run(['run', 'p.json']);
  t.is(again.status, 0);
  t.regex(again.stdout, /all 6 cached/);
  t.deepEqual(await rig.executions(), []);
  t.regex((await rig.run(['plan', 'p.json'])).stdout, /6 instances, all cached/);

  await rig.write('p.json', sweep({ factor: 2 }));
  const changed = await rig.run(['plan', 'p.json']);
  t.regex(changed.stdout, /^ {2}2 run: params\.factor 1 → 2\n {6}scaled × 2: \[seed=1\], \[seed=2\]$/m);
  await rig.run(['run', 'p.json']);
  t.deepEqual((await rig.executions()).sort(), ['collect', 'combine', 'combine']);
});

test('adding an axis value runs only the new points', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', sweep());
  await rig.run(['run', 'p.json']);
  await rig.executions();
  await rig.write('p.json', sweep({ seeds: [1, 2, 3] }));
  await rig.run(['run', 'p.json']);
  t.deepEqual((await rig.executions()).sort(), ['collect', 'combine', 'emit']);
});

test('a node that runs again and yields the same bytes stops there', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', sweep());
  await rig.run(['run', 'p.json']);
  await rig.executions();
  await rig.write('p.json', sweep({ note: 'other' }));
  const { stdout } = await rig.run(['run', 'p.json']);
  t.deepEqual(await rig.executions(), ['emit']);
  t.regex(stdout, /1 computed, 5 cached/);
});

test('two nodes that mean the same computation are computed once, in one run and across pipelines', async (t) => {
  const rig = await Rig.make(t);
  const twice = (name: string) => ({
    name,
    nodes: { one: { type: 'emit', params: { value: 1 } }, two: { type: 'emit', params: { value: 1 } } },
  });
  await rig.write('p.json', twice('first'));
  await rig.run(['run', 'p.json']);
  t.deepEqual(await rig.executions(), ['emit']);
  await rig.write('q.json', twice('second'));
  await rig.run(['run', 'q.json']);
  t.deepEqual(await rig.executions(), []);
});

test('a file of the user’s that changes is noticed, one that is only touched or moved is not', async (t) => {
  const rig = await Rig.make(t);
  const { mkdir, rename, utimes } = await import('node:fs/promises');
  await mkdir(rig.path('texts'));
  await rig.write('texts/a.txt', 'one');
  const pipeline = (path: string) => ({
    name: 'files',
    nodes: { texts: { type: 'read-files', params: { path } } },
  });
  await rig.write('p.json', pipeline('texts'));
  await rig.run(['run', 'p.json']);
  t.deepEqual(await rig.executions(), ['read-files']);

  await utimes(rig.path('texts/a.txt'), 1, 1);
  await rename(rig.path('texts'), rig.path('moved'));
  await rig.write('p.json', pipeline('moved'));
  await rig.run(['run', 'p.json']);
  t.deepEqual(await rig.executions(), []);

  await rig.write('moved/a.txt', 'two');
  await rig.run(['run', 'p.json']);
  t.deepEqual(await rig.executions(), ['read-files']);
});

/** Too long for the database, so it lies in a file of its own. */
const long = 'text'.repeat(5_000);

test('a record whose blob is gone or cut is computed anew, and that is said', async (t) => {
  const rig = await Rig.make(t);
  const { rm, truncate, chmod } = await import('node:fs/promises');
  await rig.write('p.json', { name: 'one', nodes: { one: { type: 'emit', params: { value: long } } } });
  await rig.run(['run', 'p.json']);
  await rig.executions();
  const blob = async () =>
    (await rig.json<{ files: { path: string }[] }[]>(['show', 'p.json', 'one']))[0]!.files[0]!.path;
  for (const damage of [(path: string) => rm(path), (path: string) => truncate(path, 2)]) {
    const path = await blob();
    await chmod(path, 0o644);
    await damage(path);
    const { status, stdout } = await rig.run(['run', 'p.json']);
    t.is(status, 0);
    t.regex(stdout, /damaged {2}one: value\/value\.json is missing or cut/);
    t.deepEqual(await rig.executions(), ['emit']);
    t.is(await show(rig, 'one'), long);
  }
});

test('a blob with flipped bits never reaches a node; the next run heals it', async (t) => {
  const rig = await Rig.make(t);
  const { chmod, writeFile } = await import('node:fs/promises');
  const pipeline = (factor: number) => ({
    name: 'flip',
    nodes: {
      one: { type: 'emit', params: { value: long } },
      two: { type: 'combine', inputs: { a: 'one' }, params: { factor } },
    },
  });
  await rig.write('p.json', pipeline(1));
  await rig.run(['run', 'p.json']);
  const [result] = await rig.json<{ files: { path: string }[] }[]>(['show', 'p.json', 'one']);
  await chmod(result!.files[0]!.path, 0o644);
  await writeFile(result!.files[0]!.path, JSON.stringify(long).replace('t', 'T'));
  await rig.write('p.json', pipeline(2));
  const broken = await rig.run(['run', 'p.json']);
  t.is(broken.status, 1);
  t.regex(broken.stdout, /failed {3}two: the stored file value\.json is damaged/);
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  t.deepEqual(await show(rig, 'two'), [long]);
});

test('a small file that is damaged or gone from the database heals, too', async (t) => {
  const rig = await Rig.make(t);
  const pipeline = (factor: number) => ({
    name: 'small',
    nodes: {
      one: { type: 'emit', params: { value: 7 } },
      two: { type: 'combine', inputs: { a: 'one' }, params: { factor } },
    },
  });
  await rig.write('p.json', pipeline(1));
  await rig.run(['run', 'p.json']);
  const [one] = await rig.json<{ files: { digest: string }[] }[]>(['show', 'p.json', 'one']);
  const { digest } = one!.files[0]!;
  const damage = async (change: (store: RecordStore) => Promise<unknown>) => {
    const store = RecordStore.open(rig.path('.micrograph'));
    await change(store);
    await store.close();
  };

  await damage((store) => {
    const [[key, outputs]] = [...store.outputs.getRange({})].map(
      (each) => [each.key, each.value] as const,
    ) as [[string, Parameters<RecordStore['commit']>[2]]];
    return store.commit(key, store.records.get(key)!, outputs, new Map([[digest, Buffer.from('8')]]));
  });
  await rig.write('p.json', pipeline(2));
  const broken = await rig.run(['run', 'p.json']);
  t.is(broken.status, 1);
  t.regex(broken.stdout, /failed {3}two: the stored file value\.json is damaged/);
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  t.deepEqual(await show(rig, 'two'), [14]);

  await damage((store) => store.removeSmallBlob(digest));
  const { stdout } = await rig.run(['run', 'p.json']);
  t.regex(stdout, /damaged {2}one: value\/value\.json is missing or cut/);
  t.is(await show(rig, 'one'), 7);
});

test('--only and --at run a part, --set changes a variable', async (t) => {
  const rig = await Rig.make(t);
  const pipeline = { ...sweep(), vars: { factor: 1 } };
  pipeline.nodes.scaled.params = { factor: '${vars.factor}' as unknown as number };
  await rig.write('p.json', pipeline);
  await rig.run(['run', 'p.json', '--only', 'scaled', '--at', 'seed=2', '--set', 'factor=10']);
  t.deepEqual((await rig.executions()).sort(), ['combine', 'emit', 'emit']);
  const [result] = await rig.json<{ instance: string }[]>(['show', 'p.json', 'scaled', '--set', 'factor=10']);
  t.is(result!.instance, 'scaled[seed=2]');
});
