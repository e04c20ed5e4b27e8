import { readdir, rename, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import test from 'ava';
import { RecordStore } from '../../cache/records/record-store.js';
import { randomAt } from '../../random/random.js';
import { killNow } from '../rig/processes.js';
import { Rig, type ShownFile, textOf } from '../rig/rig.js';

interface GcJson {
  readonly deleted: boolean;
  readonly bytes: number;
  readonly kept: { readonly results: number };
  readonly groups: readonly { readonly why: string; readonly what: string; readonly count: number }[];
  readonly items: readonly { readonly why: string; readonly what: string; readonly instance?: string }[];
}

/** Too long for the database, so that it lies in a file. */
const long = (word: string) => word.repeat(20_000);

/** emit → combine → combine, all large. */
const chain = (factor: number, more: object = {}) => ({
  name: 'chain',
  nodes: {
    one: { type: 'emit', params: { value: long('one') } },
    two: { type: 'combine', inputs: { a: 'one' }, params: { factor } },
    three: { type: 'combine', inputs: { a: 'two' } },
    ...more,
  },
});

async function blobCount(rig: Rig): Promise<number> {
  const folders = await readdir(rig.path('.micrograph', 'blobs')).catch(() => []);
  const names = await Promise.all(folders.map((name) => readdir(rig.path('.micrograph', 'blobs', name))));
  return names.flat().length;
}

async function states(rig: Rig, pipeline = 'p.json'): Promise<Record<string, string>> {
  const { plan } = await rig.json<{ plan: { instance: string; state: string }[] }>(['plan', pipeline]);
  return Object.fromEntries(plan.map(({ instance, state }) => [instance, state]));
}

async function show(rig: Rig, pipeline: string, name: string): Promise<unknown> {
  const [result] = await rig.json<{ files: ShownFile[] }[]>(['show', pipeline, name]);
  return JSON.parse(await textOf(result!.files[0]!));
}

test('gc says what no named pipeline uses, deletes it when told to, and what is gone is computed again with the same bytes', async (t) => {
  const rig = await Rig.make(t);
  const texts = (word: string) => ({
    name: 'texts',
    nodes: {
      one: { type: 'emit', params: { value: long(word) } },
      kept: { type: 'emit', params: { value: long('kept') } },
      both: { type: 'combine', inputs: { a: 'one', b: 'kept' } },
    },
  });
  await rig.write('old.json', texts('old'));
  await rig.write('new.json', texts('new'));
  await rig.run(['run', 'old.json']);
  const digest = async () => (await rig.json<{ digest: string }[]>(['show', 'old.json', 'both']))[0]!.digest;
  const before = await digest();
  await rig.run(['run', 'new.json']);
  t.is(await blobCount(rig), 5);

  const dry = await rig.run(['gc', 'new.json']);
  t.is(dry.status, 0, dry.stderr);
  t.regex(
    dry.stdout,
    /no pipeline named here and no run that is kept uses it:\n +140 kB {2}1 results of combine\n/,
  );
  t.regex(
    dry.stdout,
    / +60 kB {2}1 results of emit\n200 kB would be freed; --delete does it\n280 kB stay: 3 results/,
  );
  t.is(await blobCount(rig), 5);
  t.deepEqual(await states(rig, 'old.json'), { one: 'cached', kept: 'cached', both: 'cached' });

  t.regex((await rig.run(['gc', 'new.json', '--delete'])).stdout, /200 kB freed/);
  t.is(await blobCount(rig), 3);
  t.regex((await rig.run(['gc', 'new.json'])).stdout, /^nothing to free/);
  t.deepEqual(await states(rig, 'new.json'), { one: 'cached', kept: 'cached', both: 'cached' });
  await rig.executions();
  t.regex((await rig.run(['plan', 'old.json'])).stdout, /its content was let go and is needed again/);
  t.is((await rig.run(['run', 'old.json'])).status, 0);
  t.deepEqual((await rig.executions()).sort(), ['combine', 'emit']);
  t.is(await digest(), before);
});

test('what was let go is computed again only if it is needed, and equal bytes leave what follows cached', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', chain(1));
  await rig.run(['run', 'p.json']);
  // Another way to the same `three`.
  await rig.write('q.json', {
    name: 'other',
    nodes: {
      two: { type: 'emit', params: { value: [long('one')] } },
      three: { type: 'combine', inputs: { a: 'two' } },
    },
  });
  await rig.run(['run', 'q.json']);
  await rig.run(['gc', 'q.json', '--delete']);
  await rig.executions();

  t.deepEqual(await states(rig), { one: 'cached', two: 'cached', three: 'cached' });
  t.regex(
    (await rig.run(['explain', 'p.json', 'one'])).stdout,
    /its result is known; nothing needs its content/,
  );
  t.regex((await rig.run(['run', 'p.json'])).stdout, /all 3 cached/);
  t.deepEqual(await rig.executions(), []);
  t.deepEqual(await show(rig, 'p.json', 'three'), [[long('one')]]);
  for (const command of [['show'], ['export', '--to', 'out']]) {
    const { status, stderr } = await rig.run([command[0]!, 'p.json', 'one', ...command.slice(1)]);
    t.is(status, 2);
    t.regex(stderr, /gc let the content of one go[\s\S]*--only one/);
  }

  await rig.write('p.json', chain(2));
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  t.deepEqual(
    (await rig.executions()).sort(),
    ['combine', 'emit'],
    'two is new, reads one, and has the bytes of before',
  );
  await rig.write('p.json', chain(1));
  t.is((await rig.run(['run', 'p.json', '--only', 'two'])).status, 0);
  t.deepEqual(await rig.executions(), ['combine']);
  t.regex((await rig.run(['run', 'p.json'])).stdout, /all 3 cached/);
});

test('the newest runs and pinned ones are kept; age and size say how much of the rest goes', async (t) => {
  const rig = await Rig.make(t);
  const word = (value: string) => ({
    name: 'word',
    nodes: { one: { type: 'emit', params: { value: long(value) } } },
  });
  const words = ['aaa', 'bbb', 'ccc', 'ddd'];
  for (const value of words) {
    await rig.write(`${value}.json`, word(value));
    t.is((await rig.run(['run', `${value}.json`])).status, 0);
  }
  const runs = (await rig.json<{ id: string }[]>(['status'])).map(({ id }) => id).reverse();
  const cached = async () => {
    const all = await Promise.all(words.map(async (value) => (await states(rig, `${value}.json`))['one']));
    return words.filter((_, at) => all[at] === 'cached');
  };
  const would = async (...args: string[]) =>
    (await rig.json<GcJson>(['gc', ...args])).items.map(({ why }) => why);
  t.deepEqual(await would(), []);
  t.deepEqual(await would('--older-than', '1d'), []);
  t.deepEqual(await would('--older-than', '0h'), ['not-used', 'not-used', 'not-used', 'not-used']);
  t.deepEqual(await would('--max-size', '150kB'), ['too-large', 'too-large']);
  const [large, old] = [['too-large', 'too-large', 'too-large'], Array(3).fill('older-run')];
  t.deepEqual(await would('--keep-runs', '1', '--max-size', '10kB'), [...large, ...old]);

  t.is((await rig.run(['pin', runs[0]!])).status, 0);
  t.regex((await rig.run(['pin', 'no-such-run'])).stderr, /there is no run no-such-run/);
  await rig.run(['gc', '--max-size', '150kB', '--delete']);
  t.deepEqual(await cached(), ['aaa', 'ddd'], 'what was used longest ago goes first');
  await rig.run(['unpin', runs[0]!]);
  await rig.run(['run', 'aaa.json']);
  await rig.run(['gc', '--keep-runs', '1', '--delete']);
  t.deepEqual(await cached(), ['aaa'], 'a run that found everything cached used it, too');
  t.is((await rig.run(['gc', '--max-size', 'much'])).status, 2);
});

test('of the runs themselves, those stay that are asked for, pinned or named by nothing else', async (t) => {
  const rig = await Rig.make(t);
  for (const value of [1, 2, 3]) {
    await rig.write('p.json', chain(value));
    t.is((await rig.run(['run', 'p.json'])).status, 0);
  }
  const folders = async () => (await readdir(rig.path('.micrograph', 'runs'))).sort();
  const listed = async () => (await rig.json<{ id: string }[]>(['status'])).map(({ id }) => id).sort();
  const [first, second, third] = await folders();
  await rig.run(['pin', first!]);
  await rig.run(['gc', 'p.json', '--delete']);
  await rig.run(['gc', 'p.json', '--keep-runs', '1', '--older-than', '1h', '--delete']);
  t.is((await folders()).length, 3, 'nobody said how many runs stay, or they are too young');

  const { stdout } = await rig.run(['gc', 'p.json', '--keep-runs', '1', '--delete']);
  t.regex(stdout, /older than the runs that are kept:\n +\S+ \S+ {2}1 runs\n/);
  t.deepEqual(await folders(), [first, third]);
  t.deepEqual(await listed(), [first, third]);
  t.is((await rig.run(['status', second!])).status, 2);
  t.is((await rig.run(['diff', first!, third!])).status, 0);
  t.regex((await rig.run(['gc', '--keep-runs', '1', '--delete'])).stdout, /nothing to free/);
});

test('a pipeline with a mistake keeps everything', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', chain(1));
  await rig.run(['run', 'p.json']);
  await rig.write('q.json', '{ "name": "broken" ');
  const { status, stderr } = await rig.run(['gc', 'p.json', 'q.json', '--delete']);
  t.is(status, 2);
  t.regex(stderr, /q\.json:1/);
  t.deepEqual(await states(rig), { one: 'cached', two: 'cached', three: 'cached' });
});

test('states of trainings and interrupted work go with what they are for', async (t) => {
  const rig = await Rig.make(t);
  const training = (epochs: number, seed: number) => ({
    name: 'training',
    nodes: { trained: { type: 'train', params: { epochs, seed } } },
  });
  await rig.write('p.json', training(3, 1));
  await rig.write('q.json', training(3, 2));
  await rig.run(['run', 'p.json']);
  await rig.run(['run', 'q.json']);
  // A crash left a state that no record names, and a download that never came to its end.
  await rig.write('.micrograph/work.tmp', 'x'.repeat(1_000));
  const { mkdir } = await import('node:fs/promises');
  await mkdir(rig.path('.micrograph/states', 'f'.repeat(64), '3'), { recursive: true });
  await mkdir(rig.path('.micrograph/work', 'e'.repeat(64)), { recursive: true });
  await rename(rig.path('.micrograph/work.tmp'), rig.path('.micrograph/work', 'e'.repeat(64), 'half'));

  const { items } = await rig.json<GcJson>(['gc', 'p.json', '--delete']);
  t.deepEqual(items.map(({ why, what }) => `${what} ${why}`).sort(), [
    'result not-needed',
    'training not-needed',
    'training unnamed',
    'work not-needed',
  ]);
  t.is((await readdir(rig.path('.micrograph/states'))).length, 1);
  t.deepEqual(await readdir(rig.path('.micrograph/work')), []);
  await rig.write('p.json', training(4, 1));
  await rig.executions();
  await rig.run(['run', 'p.json']);
  t.deepEqual(await rig.executions(), ['epoch 4'], 'the state of what was kept is gone on from');
});

test('what was let go is computed again for all that have one key, by whichever way they come to it', async (t) => {
  const rig = await Rig.make(t);
  const sameOnes = (factor: number) => ({
    name: 'p',
    axes: { n: ['a', 'b'] },
    nodes: {
      one: { type: 'emit', params: { value: 'the same', note: '${n}' } },
      two: { type: 'combine', inputs: { a: 'one' }, params: { factor } },
    },
  });
  await rig.write('p.json', sameOnes(1));
  await rig.write('other.json', { name: 'other', nodes: { x: { type: 'emit', params: { value: 0 } } } });
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  for (const factor of [1, 2]) {
    t.is((await rig.run(['gc', 'other.json', '--delete'])).status, 0);
    await rig.executions();
    await rig.write('p.json', sameOnes(factor));
    const again = await rig.run(['run', 'p.json']);
    t.is(again.status, 0, again.stdout);
    t.deepEqual((await rig.executions()).sort(), ['combine', 'emit', 'emit']);
  }
});

test('verify finds damaged and missing content, names what it affects, and the next run heals', async (t) => {
  const rig = await Rig.make(t);
  const { chmod, writeFile } = await import('node:fs/promises');
  await rig.write('p.json', {
    ...chain(1),
    nodes: { ...chain(1).nodes, trained: { type: 'train', params: { epochs: 2 } } },
  });
  await rig.run(['run', 'p.json']);
  const sound = await rig.run(['cache', 'verify']);
  t.is(sound.status, 0, sound.stderr);
  t.regex(sound.stdout, /^\d+ contents read, \d+ kB: all is whole\n$/);

  const pathOf = async (name: string) =>
    (await rig.json<{ files: { path: string }[] }[]>(['show', 'p.json', name]))[0]!.files[0]!.path;
  const [damaged, missing] = [await pathOf('one'), await pathOf('two')];
  await chmod(damaged, 0o644);
  await writeFile(damaged, JSON.stringify(long('oNe')));
  await rm(missing);
  const { status, stdout } = await rig.run(['cache', 'verify']);
  t.is(status, 1);
  t.regex(stdout, /damaged {2}[0-9a-f]{64}, moved aside\n {9}one of chain\n/);
  t.regex(stdout, /missing {2}[0-9a-f]{64}\n {9}two of chain\n/);
  t.regex(stdout, /2 damaged or missing/);
  t.is((await readdir(rig.path('.micrograph/quarantine'))).length, 1);

  await rig.executions();
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  t.deepEqual((await rig.executions()).sort(), ['combine', 'emit']);
  const after = await rig.json<{ damage: unknown[]; bytes: number }>(['cache', 'verify']);
  t.deepEqual(after.damage, []);
  t.regex((await rig.run(['gc', '--delete'])).stdout, /damaged, and moved aside:\n +60 kB {2}1 files/);
});

test('stats count results by type, and what is shared once', async (t) => {
  const rig = await Rig.make(t);
  t.regex((await rig.run(['cache', 'stats'])).stderr, /there is no store at/);
  await rig.write(
    'p.json',
    chain(1, { again: { type: 'emit', params: { value: long('one'), note: 'again' } } }),
  );
  await rig.run(['run', 'p.json']);
  const { stdout } = await rig.run(['cache', 'stats']);
  t.regex(stdout, / +60 kB {2}2 results of emit\n/);
  t.regex(
    stdout,
    /files have 240 kB; stored once each, 180 kB \(1\.33 times less\)\nmicrograph gc frees 0 B/,
  );
  const { types } = await rig.json<{ types: { type: string; results: number }[] }>(['cache', 'stats']);
  t.deepEqual(types.map(({ type, results }) => [type, results]).sort(), [
    ['combine', 2],
    ['emit', 2],
  ]);
});

test('gc killed at any moment leaves a store in which every result that is known is whole', async (t) => {
  const rig = await Rig.make(t);
  const many = (word: string) => ({
    name: 'many',
    axes: { n: Array.from({ length: 60 }, (_, n) => n) },
    nodes: {
      one: { type: 'combine', inputs: { a: 'word', b: 'n' } },
      word: { type: 'emit', params: { value: long(word) } },
      n: { type: 'emit', params: { value: '${n}' } },
    },
  });
  await rig.write('p.json', many('kept'));
  await rig.write('q.json', many('gone'));
  await rig.run(['run', 'p.json']);
  await rig.run(['run', 'q.json']);
  const random = randomAt({ stream: 'test/gc', seed: 1 });
  for (let kill = 0; kill < 6; kill++) {
    const { child, finished } = rig.start(['gc', 'p.json', '--delete']);
    await delay(random.between(50, 400));
    killNow(child.pid!);
    await finished;
    const { damage } = await rig.json<{ damage: object[] }>(['cache', 'verify']);
    t.deepEqual(damage, []);
  }
  t.is((await rig.run(['gc', 'p.json', '--delete'])).status, 0);
  t.is(await blobCount(rig), 61);
  t.regex((await rig.run(['plan', 'p.json'])).stdout, /all cached/);
  t.is((await rig.run(['run', 'q.json'])).status, 0);
});

test('gc that was killed before it deleted the files is made good by the next one', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', chain(1));
  await rig.run(['run', 'p.json']);
  const store = RecordStore.open(rig.path('.micrograph'));
  await store.transaction(() => {
    for (const key of [...store.outputs.getKeys({})]) store.evict(key);
  });
  await store.close();
  await rig.executions();
  const { groups } = await rig.json<GcJson>(['gc', '--delete']);
  t.deepEqual(
    groups.map(({ why, what, count }) => [why, what, count]),
    [['unnamed', 'contents', 3]],
  );
  t.is(await blobCount(rig), 0);
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  t.is((await rig.executions()).length, 3);
});
