import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import type { RunEvent } from '../../engine/run/event.js';
import { gone } from '../rig/processes.js';
import { Rig, repositoryFolder } from '../rig/rig.js';

const megabyte = 1_000_000;

/** A rig with the scripted and the unruly nodes, and what else its configuration says. */
async function newRig(t: ExecutionContext, configuration: object = {}): Promise<Rig> {
  const rig = await Rig.make(t);
  const plugins = ['scripted-nodes.js', 'unruly-nodes.js'].map((name) =>
    relative(rig.folder, join(repositoryFolder, 'test', 'rig', name)),
  );
  await rig.write('micrograph.config.json', { plugins, ...configuration });
  return rig;
}

const unruly = (params: object, more: object = {}) => ({
  name: 'unruly',
  nodes: { bad: { type: 'unruly', params, ...more } },
});

/** Runs p.json; returns its events of one kind. */
async function eventsOf<K extends RunEvent['kind']>(rig: Rig, kind: K, ...args: string[]) {
  const { status, stdout } = await rig.run(['run', 'p.json', '--json', ...args]);
  const events: RunEvent[] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return {
    status,
    events: events.filter((event) => event.kind === kind) as Extract<RunEvent, { kind: K }>[],
  };
}

test('a worker that holds more memory than its node may is stopped, tried again, and named', async (t) => {
  const rig = await newRig(t);
  const params = { how: 'allocate', bytes: 400 * megabyte };
  await rig.write('p.json', unruly(params, { resources: { memoryBytes: 250 * megabyte } }));
  const { status, stdout } = await rig.run(['run', 'p.json', '--attempts', '2']);
  t.is(status, 1);
  t.deepEqual(await rig.executions(), ['unruly allocate', 'unruly allocate']);
  t.regex(stdout, /retry {4}bad: out of memory: it used \d{3} MB, where 250 MB are allowed/);
  t.regex(
    stdout,
    /failed {3}bad: out of memory: it used \d{3} MB, where 250 MB are allowed\n\s+hint: .*memoryBytes/,
  );
  t.regex(stdout, /1 failed \(1 out-of-memory\), tried again: 1 out-of-memory/);
  const [run] = await rig.json<{ id: string }[]>(['status']);
  t.regex((await rig.run(['status', run!.id])).stdout, /failed {5}bad {2}out-of-memory/);
});

test('what a node may hold is the type’s function of its params, until the pipeline says otherwise; it is in no key', async (t) => {
  const rig = await newRig(t);
  const params = { how: 'allocate', bytes: 150 * megabyte };
  await rig.write('p.json', unruly(params));
  t.is((await rig.run(['run', 'p.json', '--attempts', '1'])).status, 0);
  await rig.write('p.json', {
    ...unruly(params, { resources: { memoryBytes: 1, cpus: 2, limits: { licence: 1 } }, timeoutMs: 1 }),
    limits: { licence: 2 },
  });
  const { status, stdout } = await rig.run(['run', 'p.json']);
  t.is(status, 0);
  t.regex(stdout, /all 1 cached/);
});

test('memory of what a worker starts counts, and ends with it', async (t) => {
  const rig = await newRig(t);
  const params = { how: 'allocate in a child', bytes: 400 * megabyte };
  await rig.write('p.json', unruly(params, { resources: { memoryBytes: 300 * megabyte } }));
  const { status, events } = await eventsOf(rig, 'instance-failed', '--attempts', '1');
  t.is(status, 1);
  t.is(events[0]!.failure.kind, 'out-of-memory');
  const [child] = (await rig.executions()).filter((line) => line.startsWith('child'));
  await gone([Number(child!.split(' ')[1])]);
});

test('a node that does not end in its time, and does not hear that it should, is killed', async (t) => {
  const rig = await newRig(t);
  await rig.write('p.json', unruly({ how: 'hang' }, { timeoutMs: 1_500 }));
  const { status, events } = await eventsOf(rig, 'instance-failed', '--attempts', '1');
  t.is(status, 1);
  t.like(events[0]!.failure, {
    kind: 'timeout',
    message: 'timeout: not finished after 1.5 s, the time that it may take',
  });
});

test('a training that has had its time saves its state, and the next attempt goes on from there', async (t) => {
  const rig = await newRig(t);
  const train = { type: 'train', params: { epochs: 3, waitFor: { 3: rig.path('go') } }, timeoutMs: 2_000 };
  await rig.write('p.json', { name: 'late', nodes: { trained: train } });
  const { child, finished } = rig.start(['run', 'p.json', '--attempts', '9']);
  let told = '';
  child.stdout!.on('data', (data) => {
    told += data;
  });
  while (!/trained: 2 .*retry/s.test(told)) await delay(20);
  await rig.write('go', '');
  const { status, stdout } = await finished;
  t.is(status, 0, stdout);
  t.regex(stdout, /retry {4}trained: timeout: not finished after 2\.0 s/);
  t.regex(stdout, /resume {3}trained: goes on from epoch 2/);
  t.regex(stdout, /tried again: \d timeout/);
  t.deepEqual(
    (await rig.executions()).filter((line) => line === 'epoch 2'),
    ['epoch 2'],
  );
});

test('a worker that is suspended, or whose event loop never turns, has stalled, and is tried again', async (t) => {
  const rig = await newRig(t, { stallTimeoutMs: 5_000 });
  const node = (how: string) => ({ type: 'unruly', params: { how, once: rig.path(how) } });
  await rig.write('p.json', { name: 'silent', nodes: { a: node('suspend'), b: node('spin') } });
  // On a machine with a lot to do, a worker may take longer than that to start.
  const { status, stdout } = await rig.run(['run', 'p.json', '--jobs', '2', '--attempts', '9']);
  t.is(status, 0, stdout);
  t.regex(stdout, /retry {4}a: stalled: no sign of life from its worker for 5\.0 s/);
  t.regex(stdout, /retry {4}b: stalled: no sign of life/);
  t.regex(stdout, /2 computed, tried again: \d+ stalled/);
});

/** How many of the lines `begin …` and `end …` were open at a time, at most. */
function mostAtOnce(lines: readonly string[]): number {
  let open = 0;
  return Math.max(...lines.map((line) => (line.startsWith('begin') ? ++open : open--)));
}

const licensed = (rig: Rig, limits: object = {}) => ({
  name: 'licensed',
  axes: { name: ['a', 'b', 'c', 'd', 'e', 'f'] },
  ...limits,
  nodes: {
    licensed: {
      type: 'see-cpu',
      params: { name: '${name}', waitFor: rig.path('go') },
      resources: { limits: { licence: 1 } },
    },
    other: { type: 'see-cpu', params: { name: 'other' } },
  },
});

test('of what has a limit, one runs at a time, and the others keep nobody waiting who does not need it', async (t) => {
  const rig = await newRig(t);
  await rig.write('p.json', licensed(rig));
  const { finished } = rig.start(['run', 'p.json', '--jobs', '2']);
  await Promise.all([rig.until('begin a on GPU '), rig.until('end other on GPU ')]);
  await rig.write('go', '');
  t.is((await finished).status, 0);
  const lines = (await rig.executions()).filter((line) => !line.includes('other'));
  t.is(lines.length, 12);
  t.is(mostAtOnce(lines), 1);
});

test('the pipeline may allow more of it, and the machine less', async (t) => {
  const rig = await newRig(t);
  await rig.write('p.json', licensed(rig, { limits: { licence: 2 } }));
  const { finished } = rig.start(['run', 'p.json', '--jobs', '3']);
  await Promise.all([rig.until('begin a on GPU '), rig.until('begin b on GPU ')]);
  await rig.write('go', '');
  t.is((await finished).status, 0);
  t.is(mostAtOnce((await rig.executions()).filter((line) => !line.includes('other'))), 2);
  const small = await newRig(t, { limits: { licence: 1 } });
  await small.write('go', '');
  await small.write('p.json', licensed(small, { limits: { licence: 2 } }));
  t.is((await small.run(['run', 'p.json', '--jobs', '3', '--only', 'licensed'])).status, 0);
  t.is(mostAtOnce(await small.executions()), 1);
});

test('two nodes that may hold more together than there is run one after the other', async (t) => {
  const rig = await newRig(t, { memoryBytes: 1_000 * megabyte });
  const pipeline = licensed(rig);
  Object.assign(pipeline.nodes.licensed, { resources: { memoryBytes: 600 * megabyte } });
  await rig.write('p.json', pipeline);
  const { finished } = rig.start(['run', 'p.json', '--jobs', '3']);
  await Promise.all([rig.until('begin a on GPU '), rig.until('end other on GPU ')]);
  await rig.write('go', '');
  t.is((await finished).status, 0);
  t.is(mostAtOnce((await rig.executions()).filter((line) => !line.includes('other'))), 1);
});

test('a pipeline that asks for what cannot be given is refused before anything runs', async (t) => {
  const rig = await newRig(t);
  await rig.write('p.json', unruly({ how: 'hang' }, { resources: { memory: '4 GB' } }));
  const { status, stderr } = await rig.run(['run', 'p.json']);
  t.is(status, 2);
  t.regex(stderr, /unknown field "memory"/);
  t.deepEqual(await rig.executions(), []);
});
