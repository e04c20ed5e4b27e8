import { existsSync, readFileSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import test from 'ava';
import { childrenOf, gone, killNow } from '../rig/processes.js';
import { Rig, repositoryFolder } from '../rig/rig.js';
import { smallTraining } from '../rig/small-training.js';

type Dice = Readonly<Record<number, number | 'fail'>>;

/** Five rates; from epoch 2 go two on, from epoch 4 one. What each comes to is written down. */
const dice: Readonly<Record<string, Dice>> = {
  a: { 2: 0.1, 4: 0.9, 8: 0.9 },
  b: { 2: 0.5, 4: 0.6, 8: 0.7 },
  c: { 2: 0.4, 4: 0.9, 8: 0.9 },
  d: { 2: 0.6, 4: 0.5, 8: 0.9 },
  e: { 2: 0.05, 4: 0.9, 8: 0.9 },
};

const nodes = (params: object = {}) => ({
  trained: { type: 'train', params: { epochs: '${rung}', seed: '${rate.seed}', ...params } },
  scored: {
    type: 'score',
    inputs: { a: 'trained' },
    params: { name: '${rate.name}', epoch: '${rung}', dice: '${rate.dice}' },
  },
  table: { type: 'tabulate', inputs: { scores: { gather: 'scored' } }, params: { rows: ['rate', 'rung'] } },
});

const rates = (all: Readonly<Record<string, Dice>>) =>
  Object.fromEntries(Object.entries(all).map(([name, each], seed) => [name, { name, seed, dice: each }]));

const rule = {
  axis: 'rate',
  metric: { node: 'scored', value: 'dice' },
  rungs: [2, 4, 8],
  keep: 0.4,
};

const searched = (all = dice, params: object = {}) => ({
  name: 'searched',
  axes: { rate: rates(all) },
  search: { successiveHalving: rule },
  nodes: nodes(params),
});

const swept = { name: 'searched', axes: { rate: rates(dice), rung: [2, 4, 8] }, nodes: nodes() };

interface PlanJson {
  readonly counts: Readonly<Record<string, number>>;
  readonly plan: readonly { readonly instance: string; readonly state: string; readonly key?: string }[];
}

/** The key of every instance, which is made of the digests of what feeds it; and the digests of what feeds no other. */
async function digests(rig: Rig): Promise<string[]> {
  const { plan } = await rig.json<PlanJson>(['plan', 'p.json']);
  const last = await rig.json<{ instance: string; digest: string }[]>(['show', 'p.json', 'table']);
  return [
    ...plan.map(({ instance, state, key }) => `${instance} ${state} ${key}`),
    ...last.map(({ instance, digest }) => `${instance} ${digest}`),
  ];
}

const epochs = (lines: readonly string[]) => lines.filter((line) => line.startsWith('epoch')).sort();
const times = (count: number, line: string) => Array.from({ length: count }, () => line);
/** All five go to epoch 2, two to epoch 4, one to epoch 8. */
const needed = [
  ...times(5, 'epoch 1'),
  ...times(5, 'epoch 2'),
  ...times(2, 'epoch 3'),
  ...times(2, 'epoch 4'),
  'epoch 5',
  'epoch 6',
  'epoch 7',
  'epoch 8',
];

test('poor candidates are trained no further, the others go on from where they were', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', searched());
  const planned = (await rig.run(['plan', 'p.json'])).stdout;
  t.regex(planned, /10 waiting for the decision at rung 2, after which up to 2 of 5 go on/);
  t.regex(planned, /10 waiting for the decision at rung 4, after which up to 1 of 2 go on/);

  const { status, stdout } = await rig.run(['run', 'p.json']);
  t.is(status, 0, stdout);
  t.regex(stdout, /log {6}search\[rung=2\]: keeps 2 of 5 by dice: d \(0\.6\); b \(0\.5\)/);
  t.regex(stdout, /resume {3}trained\[rate=b,rung=8\]: goes on from epoch 4/);
  t.regex(stdout, /log {6}search\[rung=8\]: best by dice: b \(0\.7\)/);
  t.regex(stdout, /done: 20 computed, 14 not promoted in/);
  t.regex(stdout, /\| b {4}\| 8 {4}\| +– \| +– \| 70\.00 \|/);
  t.deepEqual(epochs(await rig.executions()), needed);
});

test('a search that is repeated decides the same, and computes nothing', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', searched());
  await rig.run(['run', 'p.json']);
  await rig.executions();
  const decided = await digests(rig);
  const { stdout } = await rig.run(['run', 'p.json']);
  t.regex(stdout, /20 instances, 20 cached, 14 not promoted\n(.*\n)*done: all 20 cached, 14 not promoted in/);
  t.deepEqual(await rig.executions(), []);
  t.deepEqual(await digests(rig), decided);
  t.regex(
    (await rig.run(['plan', 'p.json'])).stdout,
    /^searched: 20 instances, all cached, 14 not promoted$/m,
  );
});

test('who was not promoted says why, wherever one asks', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', searched());
  const { stdout: told } = await rig.run(['run', 'p.json', '--json']);
  const reason = 'rate c was ranked 3 of 5 at rung 2 (dice 0.4), 2 are kept';
  const events = told.split('\n').filter((line) => line.includes('instance-not-promoted'));
  t.is(events.length, 14);
  t.like(JSON.parse(events.find((line) => line.includes('trained[rate=c,rung=8]'))!), { reason });

  const explained = (await rig.run(['explain', 'p.json', 'scored[rate=c,rung=8]'])).stdout;
  t.is(
    explained,
    `scored[rate=c,rung=8]: not promoted, ${reason}\n`.concat(explained.slice(explained.indexOf('\n') + 1)),
  );
  t.regex(explained, /a {2}trained\[rate=c,rung=8\] {2}not promoted, rate c was ranked/);
  const decision = (await rig.run(['explain', 'p.json', 'search[rung=2]'])).stdout;
  t.regex(
    decision,
    /ranked\n {2}1\. d {2}dice 0\.6 {2}kept\n {2}2\. b {2}dice 0\.5 {2}kept\n {2}3\. c {2}dice 0\.4\n/,
  );
  t.regex(
    (await rig.run(['show', 'p.json', 'search', '--at', 'rung=4'])).stdout,
    /\| 1 {4}\| b {4}\| +0\.6 \| +1 \| +yes \|/,
  );

  const [run] = await rig.json<{ id: string; counts: Record<string, number> }[]>(['status']);
  t.is(run!.counts['notPromoted'], 14);
  t.regex((await rig.run(['status', run!.id])).stdout, /not promoted {2}trained\[rate=c,rung=8\]/);
  t.regex(
    (await rig.run(['logs', 'trained[rate=c,rung=8]'])).stdout,
    /not promoted: rate c was ranked 3 of 5/,
  );
});

test('a search and a plain sweep have the same results: either takes what the other computed', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', searched());
  await rig.write('swept.json', swept);
  await rig.run(['run', 'p.json']);
  await rig.executions();
  const { stdout } = await rig.run(['run', 'swept.json']);
  t.regex(stdout, /resume {3}trained\[rate=c,rung=4\]: goes on from epoch 2/);
  t.deepEqual(epochs(await rig.executions()), [
    ...times(3, 'epoch 3'),
    ...times(3, 'epoch 4'),
    ...times(4, 'epoch 5'),
    ...times(4, 'epoch 6'),
    ...times(4, 'epoch 7'),
    ...times(4, 'epoch 8'),
  ]);

  const other = await Rig.make(t);
  await other.write('p.json', searched());
  await other.write('swept.json', swept);
  await other.run(['run', 'swept.json']);
  await other.executions();
  await other.run(['run', 'p.json']);
  t.deepEqual(await other.executions(), []);
  t.deepEqual(await digests(other), await digests(rig));
});

test('a candidate that fails loses, and is judged again when it does not fail any more', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', searched({ ...dice, d: { 2: 'fail', 4: 0.5, 8: 0.9 } }));
  const { status, stdout } = await rig.run(['run', 'p.json']);
  t.is(status, 1);
  t.regex(stdout, /failed {3}scored\[rate=d,rung=2\]: failed as asked/);
  t.regex(stdout, /search\[rung=2\]: keeps 2 of 4 by dice: b \(0\.5\); c \(0\.4\)/);
  t.regex(stdout, /blocked {2}table: scored\[rate=d,rung=2\] failed/);
  const explained = await rig.json<PlanJson>(['plan', 'p.json']);
  t.is(explained.plan.find(({ instance }) => instance === 'scored[rate=d,rung=2]')?.state, 'run');

  await rig.write('p.json', searched());
  await rig.executions();
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  // Now d goes on in the place of c, and from there b, which c had beaten.
  const later = ['epoch 5', 'epoch 6', 'epoch 7', 'epoch 8'];
  t.deepEqual(epochs(await rig.executions()), ['epoch 3', 'epoch 4', ...later]);
  const fresh = await Rig.make(t);
  await fresh.write('p.json', searched());
  await fresh.run(['run', 'p.json']);
  t.deepEqual(await digests(rig), await digests(fresh));
});

test('killed again and again, a search ends with the bytes of an undisturbed one', async (t) => {
  const [undisturbed, disturbed] = [await Rig.make(t), await Rig.make(t)];
  for (const rig of [undisturbed, disturbed]) await rig.write('p.json', searched(dice, { epochMs: 20 }));
  await undisturbed.run(['run', 'p.json']);

  const log = disturbed.path('script.log');
  const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0);
  let cutShort = 0;
  // In the first rung, about the first decision, between the decisions, in the last rung.
  for (const until of [3, 15, 17, 20, 24]) {
    const { child, finished } = disturbed.start(['run', 'p.json']);
    let isOver = false;
    void finished.then(() => {
      isOver = true;
    });
    while (lines() < until && !isOver) await delay(2);
    if (!isOver) cutShort++;
    const workers = childrenOf(child.pid!);
    killNow(child.pid!);
    await finished;
    await gone(workers);
  }
  t.true(cutShort > 2);
  t.is((await disturbed.run(['run', 'p.json'])).status, 0);
  t.deepEqual(await digests(disturbed), await digests(undisturbed));
});

test('two searches at the same time decide the same, and share the trainings', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', searched(dice, { epochMs: 5 }));
  const runs = await Promise.all([rig.run(['run', 'p.json']), rig.run(['run', 'p.json'])]);
  t.deepEqual(
    runs.map(({ status }) => status),
    [0, 0],
  );
  t.deepEqual(epochs(await rig.executions()), needed);
});

test('--at and --only choose rungs, candidates and decisions', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', searched());
  t.is((await rig.run(['run', 'p.json', '--at', 'rung=2'])).status, 0);
  t.deepEqual(epochs(await rig.executions()), needed.slice(0, 10));
  // Only one candidate, but it takes all of them to know whether it goes on.
  const { status, stdout } = await rig.run([
    'run',
    'p.json',
    '--only',
    'trained',
    '--at',
    'rate=b',
    '--at',
    'rung=4',
  ]);
  t.is(status, 0, stdout);
  t.deepEqual(epochs(await rig.executions()), ['epoch 3', 'epoch 4']);
  await rig.run(['run', 'p.json', '--only', 'trained', '--at', 'rate=a', '--at', 'rung=4']);
  t.deepEqual(await rig.executions(), []);
  await rig.run(['run', 'p.json', '--only', 'search', '--at', 'rung=4']);
  t.deepEqual(epochs(await rig.executions()), ['epoch 3', 'epoch 4']);
  await rig.run(['run', 'p.json']);
  t.deepEqual(epochs(await rig.executions()), ['epoch 5', 'epoch 6', 'epoch 7', 'epoch 8']);
});

test('a decision that is damaged is not believed: it is taken again', async (t) => {
  const rig = await Rig.make(t);
  // Labels so long that the decision is a file of its own.
  const long = (name: string) => name.repeat(500);
  const many = Array.from({ length: 40 }, (_, at) => String.fromCharCode(0x4e00 + at));
  const all = Object.fromEntries(many.map((name, at) => [long(name), { 2: at / 40, 4: at / 40 }]));
  const document = { ...searched(all), search: { successiveHalving: { ...rule, rungs: [2, 4], keep: 0.1 } } };
  const { table: _, ...rest } = document.nodes;
  await rig.write('p.json', { ...document, nodes: rest });
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  await rig.executions();
  const [shown] = await rig.json<{ files: { name: string; path?: string }[] }[]>([
    'show',
    'p.json',
    'search',
    '--at',
    'rung=2',
  ]);
  const path = shown!.files.find(({ name }) => name === 'decision.json')!.path!;
  const content = await readFile(path);
  content[content.length >> 1]! ^= 1;
  await chmod(path, 0o644);
  await writeFile(path, content);

  const { status, stdout } = await rig.run(['run', 'p.json']);
  t.is(status, 0, stdout);
  t.regex(stdout, /damaged {2}search\[rung=2\]: decision\.json is missing or cut/);
  t.regex(stdout, /done: 1 computed, 89 cached, 72 not promoted/);
  t.deepEqual(await rig.executions(), []);
});

test('gc leaves what a search decided, and what it needs', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', searched());
  await rig.run(['run', 'p.json']);
  const before = await digests(rig);
  await rig.executions();
  t.is((await rig.run(['gc', 'p.json', '--delete'])).status, 0);
  t.deepEqual(await digests(rig), before);
  await rig.run(['run', 'p.json']);
  t.deepEqual(await rig.executions(), []);
});

test('a real training is searched by its history: only the added epochs are trained', async (t) => {
  const rig = await Rig.make(t, { scripted: false });
  const { particles, tuned } = smallTraining(
    { count: 4, size: 16 },
    { epochs: '${rung}', learningRate: '${learningRate}' },
  );
  await rig.write('p.json', {
    name: 'real',
    axes: { learningRate: [1e-7, 0.01] },
    search: {
      successiveHalving: {
        axis: 'learningRate',
        metric: { node: 'tuned.history', value: 'loss' },
        rungs: [2, 4],
        keep: 0.5,
      },
    },
    nodes: { particles, tuned },
  });
  const { status, stdout } = await rig.run(['run', 'p.json']);
  t.is(status, 0, stdout);
  const trained = Array.from(
    stdout.matchAll(/^epoch +tuned\[learningRate=(.+),rung=(\d)\]: (\d)/gm),
    (match) => match.slice(1).join(' '),
  );
  t.deepEqual(trained.toSorted(), ['0.01 2 1', '0.01 2 2', '0.01 4 3', '0.01 4 4', '1e-7 2 1', '1e-7 2 2']);
  t.regex(stdout, /search\[rung=2\]: keeps 1 of 2 by loss: 0\.01/);
});

test('the search of the documentation plans as it tells', async (t) => {
  const page = await readFile(join(repositoryFolder, 'docs/pipelines.md'), 'utf8');
  const document = /^\*\*`search\.json`\*\*\n\n```json\n([\s\S]*?)```$/m.exec(page)?.[1];
  const told = /^\$ micrograph plan search\.json\n([\s\S]*?)^\$/m.exec(page)?.[1];
  const rig = await Rig.make(t, { scripted: false });
  await rig.write('search.json', document);
  const { stdout } = await rig.run(['plan', 'search.json']);
  for (const line of told!.trimEnd().split('\n'))
    t.true(line === '  …' || stdout.includes(`${line}\n`), line);
});
