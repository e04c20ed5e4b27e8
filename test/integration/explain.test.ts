import { mkdir, rm } from 'node:fs/promises';
import test from 'ava';
import { keyFormats } from '../../cache/key/key-formats.js';
import { keyFormat } from '../../cache/key/manifest.js';
import { RecordStore } from '../../cache/records/record-store.js';
import { Rig } from '../rig/rig.js';

interface Explained {
  readonly state: string;
  readonly differences: readonly {
    readonly field: string;
    readonly files?: { readonly changed: string[]; readonly added: string[]; readonly removed: string[] };
  }[];
  readonly causes: readonly {
    readonly instance: string;
    readonly difference: { readonly field: string };
    readonly through: readonly string[];
  }[];
}

/** texts → scaled (over seed) → trained → all. */
const pipeline = (values: { factor?: number; epochs?: number; seeds?: number[]; note?: string } = {}) => ({
  name: 'study',
  axes: { seed: values.seeds ?? [1, 2] },
  nodes: {
    texts: { type: 'read-files', params: { path: 'texts' } },
    seeded: { type: 'emit', params: { value: '${seed}', ...(values.note && { note: values.note }) } },
    scaled: { type: 'combine', inputs: { a: 'texts', b: 'seeded' }, params: { factor: values.factor ?? 1 } },
    trained: {
      type: 'train',
      inputs: { a: 'scaled' },
      params: { epochs: values.epochs ?? 2, seed: '${seed}' },
    },
    all: { type: 'collect', inputs: { values: { gather: 'trained' } } },
  },
});

async function study(t: Parameters<typeof Rig.make>[0]): Promise<Rig> {
  const rig = await Rig.make(t);
  await mkdir(rig.path('texts'));
  for (const name of ['a', 'b', 'c', 'd', 'e']) await rig.write(`texts/${name}.txt`, name);
  await rig.write('p.json', pipeline());
  const { status, stdout } = await rig.run(['run', 'p.json']);
  t.is(status, 0, stdout);
  return rig;
}

test('explain names the changed field with its old and new value', async (t) => {
  const rig = await study(t);
  await rig.write('p.json', pipeline({ factor: 2 }));
  const { stdout } = await rig.run(['explain', 'p.json', 'scaled[seed=2]']);
  t.regex(stdout, /^scaled\[seed=2\]: run, params\.factor 1 → 2\n/);
  t.regex(stdout, /"type": "combine"/);
});

test('explain follows inputs to the files that changed, before and after they are read anew', async (t) => {
  const rig = await study(t);
  await rig.write('texts/b.txt', 'B');
  await rig.write('texts/c.txt', 'C');
  await rig.write('texts/new.txt', 'n');
  await rm(rig.path('texts/e.txt'));
  const files =
    'files\\.path: 2 files differ: b\\.txt, c\\.txt; 1 file is new: new\\.txt; 1 file is gone: e\\.txt';
  const told = await rig.run(['plan', 'p.json']);
  t.regex(told.stdout, new RegExp(`^ {2}1 run: ${files}\\n {6}texts$`, 'm'));

  const waiting = await rig.run(['explain', 'p.json', 'all']);
  t.regex(waiting.stdout, /^all: waiting for trained$/m);
  t.regex(waiting.stdout, /^ {2}inputs\.values\[seed=1\] [0-9a-f]{8}… → not known yet$/m);
  const because = new RegExp(
    `^because\\n {2}texts: ${files} \\(through scaled\\[seed=1\\], trained\\[seed=1\\]\\)$`,
    'm',
  );
  t.regex(waiting.stdout, because);

  await rig.run(['run', 'p.json']);
  const cached = await rig.json<Explained>(['explain', 'p.json', 'scaled[seed=2]']);
  t.is(cached.state, 'cached');
  t.deepEqual(
    cached.differences.map(({ field }) => field),
    ['inputs.a'],
  );
  t.like(cached.causes, [
    {
      instance: 'texts',
      difference: {
        field: 'files.path',
        files: { changed: ['b.txt', 'c.txt'], added: ['new.txt'], removed: ['e.txt'] },
      },
      through: [],
    },
  ]);
});

test('the nearest earlier record is the one that differs least, not the last one', async (t) => {
  const rig = await Rig.make(t);
  const write = (params: object) =>
    rig.write('p.json', { name: 'one', nodes: { one: { type: 'emit', params } } });
  for (const params of [
    { value: 1, note: 'a' },
    { value: 9, note: 'b' },
  ]) {
    await write(params);
    await rig.run(['run', 'p.json']);
  }
  await write({ value: 2, note: 'a' });
  t.regex((await rig.run(['plan', 'p.json'])).stdout, /run: params\.value 1 → 2$/m);
});

test('a table that collects more than before names what is new', async (t) => {
  const rig = await study(t);
  await rig.write('p.json', pipeline({ seeds: [2, 3, 1] }));
  await rig.run(['run', 'p.json']);
  const { causes } = await rig.json<Explained>(['explain', 'p.json', 'all']);
  t.deepEqual(
    causes.map(({ instance, difference }) => [instance, difference.field]),
    [['all', 'inputs.values[seed=3]']],
  );
  await rig.write('p.json', pipeline({ seeds: [3, 2, 1] }));
  const { stdout } = await rig.run(['plan', 'p.json']);
  t.regex(stdout, /1 run: order of inputs\.values changed\n {6}all$/m);
});

test('plan says of trainings after which epoch they go on', async (t) => {
  const rig = await study(t);
  await rig.write('p.json', pipeline({ epochs: 5 }));
  const { stdout } = await rig.run(['plan', 'p.json']);
  t.regex(
    stdout,
    /^ {2}2 run: params\.epochs 2 → 5, goes on after epoch 2\n {6}trained × 2: \[seed=1\], \[seed=2\]$/m,
  );
  const explained = await rig.json<{ goesOnAfter: number }>(['explain', 'p.json', 'trained[seed=1]']);
  t.is(explained.goesOnAfter, 2);
});

test('a training that was stopped is not one that never ran', async (t) => {
  const rig = await Rig.make(t);
  const params = { epochs: 3, waitFor: { 3: rig.path('never') } };
  await rig.write('p.json', { name: 'stopped', nodes: { trained: { type: 'train', params } } });
  const { child, finished } = rig.start(['run', 'p.json']);
  await rig.untilCheckpoint(2);
  child.kill('SIGINT');
  await finished;
  const { stdout } = await rig.run(['plan', 'p.json']);
  t.regex(stdout, /^ {2}all 1 run: begun, but not finished, goes on after epoch 2\n {6}trained$/m);
});

test('many reasons that are alike are told as one', async (t) => {
  const rig = await Rig.make(t);
  const seeds = [1, 2, 3, 4, 5, 6];
  const write = (shift: number) =>
    rig.write('p.json', {
      name: 'many',
      axes: { seed: Object.fromEntries(seeds.map((seed) => [`s${seed}`, seed + shift])) },
      nodes: { seeded: { type: 'emit', params: { value: '${seed}' } } },
    });
  await write(0);
  await rig.run(['run', 'p.json']);
  await write(100);
  const { stdout } = await rig.run(['plan', 'p.json']);
  t.is(
    stdout.replace(/^time: .*\n/m, ''),
    [
      'many: 6 instances: 0 cached, 6 to run, 0 waiting',
      '  all 6 run: params.value changed',
      '      seeded × 6: [seed=s1], [seed=s2], [seed=s3], [seed=s4], …',
      '',
    ].join('\n'),
  );
  const { plan } = await rig.json<{ plan: { reason: string }[] }>(['plan', 'p.json']);
  t.is(plan[1]!.reason, 'params.value 2 → 102');
});

test('explain looks at no more than the instance and what it needs', async (t) => {
  const rig = await study(t);
  await rm(rig.path('texts'), { recursive: true });
  t.is((await rig.run(['explain', 'p.json', 'all'])).status, 2);
  const { status, stdout } = await rig.run(['explain', 'p.json', 'seeded[seed=1]']);
  t.is(status, 0);
  t.regex(stdout, /^seeded\[seed=1\]: cached, its result is recorded$/m);
});

test('plan announces another way of making keys before anything is computed anew', async (t) => {
  const rig = await study(t);
  await rig.executions();
  await recordedUnderFormat(rig, 0);
  const { stdout } = await rig.run(['plan', 'p.json']);
  const { since, because } = keyFormats.at(-1)!;
  const [head, announced] = stdout.split('\n');
  t.is(head, 'study: 8 instances: 0 cached, 3 to run, 5 waiting');
  t.is(
    announced,
    `all 8 run: keys are made in another way since micrograph ${since}, because ${because}; no result recorded before is found`,
  );
  const { keyFormat: told } = await rig.json<{ keyFormat: object }>(['plan', 'p.json']);
  t.deepEqual(told, { ...keyFormats.at(-1), instances: 8 });
  const explained = await rig.run(['explain', 'p.json', 'seeded[seed=1]']);
  t.true(
    explained.stdout.startsWith(
      `seeded[seed=1]: run, keys are made in another way since micrograph ${since} (format 0 → ${keyFormat})\n`,
    ),
    explained.stdout,
  );
  t.deepEqual(await rig.executions(), []);
});

/** Makes a store look as if everything in it had been recorded by a micrograph with another key format. */
async function recordedUnderFormat(rig: Rig, format: number): Promise<void> {
  const store = RecordStore.open(rig.path('.micrograph'));
  const otherKey = (key: string) => key.split('').toReversed().join('');
  for (const { key, value } of [...store.records.getRange({})]) {
    const outputs = store.outputs.get(key)!;
    await store.commit(otherKey(key), { ...value, manifest: { ...value.manifest, format } }, outputs);
    await store.remember(value.pipeline, value.instance, { key: otherKey(key), run: value.run });
    await store.records.remove(key);
    await store.outputs.remove(key);
  }
  await store.close();
}
