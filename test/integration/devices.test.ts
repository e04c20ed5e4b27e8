import test from 'ava';
import { Rig, type ShownFile, textOf } from '../rig/rig.js';
import { smallTraining } from '../rig/small-training.js';

const seen = (type: string, names: readonly string[], params: object = {}) => ({
  name: 'seen',
  axes: { name: names },
  nodes: { seen: { type, params: { name: '${name}', ...params } } },
});

/** What a batch system would say; the machine that runs these tests need not have them. */
const visible = { CUDA_VISIBLE_DEVICES: '0,1' };

interface Seen {
  readonly gpu: string;
  readonly threads: string;
}

/** What the instances of `p.json` saw, in the order of the axis. */
async function whatWasSeen(rig: Rig): Promise<Seen[]> {
  const results = await rig.json<{ files: ShownFile[] }[]>(['show', 'p.json', 'seen']);
  return Promise.all(results.map(async ({ files }) => JSON.parse(await textOf(files[0]!))));
}

/** How many of the lines `begin … GPU x` and `end … GPU x` were open at a time, at most. */
function mostAtOnce(lines: readonly string[], gpu?: string): number {
  let open = 0;
  let most = 0;
  for (const line of lines) {
    if (gpu !== undefined && !line.endsWith(` GPU ${gpu}`)) continue;
    open += line.startsWith('begin') ? 1 : -1;
    most = Math.max(most, open);
  }
  return most;
}

test('with two GPUs, two trainings run at a time, each on one of its own', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', seen('see-devices', ['a', 'b', 'c', 'd', 'e'], { waitFor: rig.path('go') }));
  const { finished } = rig.start(['run', 'p.json', '--gpus', '2', '--jobs', '4'], visible);
  await Promise.all([rig.until('begin a on GPU 0'), rig.until('begin b on GPU 1')]);
  await rig.write('go', '');
  t.is((await finished).status, 0);
  const lines = await rig.executions();
  t.is(lines.length, 10);
  t.is(mostAtOnce(lines), 2);
  t.is(mostAtOnce(lines, '0'), 1);
  t.is(mostAtOnce(lines, '1'), 1);
});

test('a node that wants no GPU sees none, and does not wait for those that do', async (t) => {
  const rig = await Rig.make(t);
  const go = rig.path('go');
  await rig.write('p.json', {
    name: 'both',
    axes: { name: ['a', 'b', 'c'] },
    nodes: {
      trained: { type: 'see-devices', params: { name: '${name}', waitFor: go } },
      seen: { type: 'see-cpu', params: { name: 'other' } },
    },
  });
  const { finished } = rig.start(['run', 'p.json', '--gpus', '1', '--jobs', '2'], visible);
  // The first training waits for the file, which is written only when the other node has run.
  await Promise.all([rig.until('begin a on GPU 0'), rig.until('end other on GPU ')]);
  await rig.write('go', '');
  t.is((await finished).status, 0);
  t.deepEqual(await whatWasSeen(rig), [{ gpu: '', threads: '1' }]);
});

test('a run without GPUs hides those that the machine may have', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', seen('see-devices', ['a', 'b']));
  const { status } = await rig.run(['run', 'p.json', '--gpus', '0'], visible);
  t.is(status, 0);
  t.deepEqual(
    (await whatWasSeen(rig)).map(({ gpu }) => gpu),
    ['', ''],
  );
});

test('the GPUs that the batch system granted are those that are used', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', seen('see-devices', ['a']));
  await rig.run(['run', 'p.json', '--gpus', '1'], { CUDA_VISIBLE_DEVICES: '5,7' });
  t.deepEqual(
    (await whatWasSeen(rig)).map(({ gpu }) => gpu),
    ['5'],
  );
  const { status, stderr } = await rig.run(['run', 'p.json', '--gpus', '3'], { CUDA_VISIBLE_DEVICES: '5,7' });
  t.is(status, 2);
  t.regex(stderr, /--gpus 3: there are 2 \(5,7\)/);
});

test('without a driver to ask, GPUs are counted from 0', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', seen('see-devices', ['a']));
  await rig.run(['run', 'p.json', '--gpus', '1'], { CUDA_VISIBLE_DEVICES: '' });
  t.deepEqual(
    (await whatWasSeen(rig)).map(({ gpu }) => gpu),
    ['0'],
  );
});

test('with two threads, two of four cpus are one training’s; the threads are in no key', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', seen('see-devices', ['a', 'b', 'c', 'd'], { waitFor: rig.path('go') }));
  const { finished } = rig.start(['run', 'p.json', '--threads', '2', '--jobs', '4', '--gpus', '0']);
  await Promise.all([rig.until('begin a on GPU '), rig.until('begin b on GPU ')]);
  await rig.write('go', '');
  t.is((await finished).status, 0);
  t.is(mostAtOnce(await rig.executions()), 2);
  t.deepEqual(
    (await whatWasSeen(rig)).map(({ threads }) => threads),
    ['2', '2', '2', '2'],
  );
  t.regex((await rig.run(['run', 'p.json', '--threads', '3'])).stdout, /all 4 cached/);
});

test('the configuration says how many threads there are, unless the command line does', async (t) => {
  const [configured, given] = [await Rig.make(t), await Rig.make(t)];
  for (const rig of [configured, given]) {
    await rig.write('p.json', seen('see-devices', ['a']));
    const configuration = JSON.parse(await rig.read('micrograph.config.json'));
    await rig.write('micrograph.config.json', { ...configuration, threads: 3 });
  }
  await configured.run(['run', 'p.json']);
  t.is((await whatWasSeen(configured))[0]!.threads, '3');
  await given.run(['run', 'p.json', '--threads', '2']);
  t.is((await whatWasSeen(given))[0]!.threads, '2');
});

for (const [option, value] of [
  ['--threads', '0'],
  ['--gpus', '-1'],
  ['--gpus', 'all'],
] as const) {
  test(`${option} ${value} is bad input`, async (t) => {
    const rig = await Rig.make(t);
    await rig.write('p.json', seen('see-devices', ['a']));
    const { status, stderr } = await rig.run(['run', 'p.json', `${option}=${value}`]);
    t.is(status, 2);
    t.regex(stderr, /must be a whole number from [01]/);
  });
}

/** A real training. */
const training = (precision?: string) => ({
  name: 'training',
  nodes: smallTraining({ count: 4, size: 16 }, { epochs: 1, ...(precision !== undefined && { precision }) }),
});

interface Explained {
  readonly key: string;
  readonly record?: { readonly environment: { readonly cpu: string; readonly tensorflow?: object } };
}

test('a record says on what TensorFlow computed, where the node used it', async (t) => {
  const rig = await Rig.make(t, { scripted: false });
  await rig.write('p.json', training());
  t.is((await rig.run(['run', 'p.json', '--threads', '2', '--jobs', '1', '--gpus', '0'])).status, 0);
  const explain = (node: string) => rig.json<Explained>(['explain', 'p.json', node]);
  const { environment } = (await explain('tuned')).record!;
  t.like(environment.tensorflow, { device: 'cpu', threads: 2 });
  t.not(environment.cpu, '');
  t.is((await explain('particles')).record!.environment.tensorflow, undefined);
  const { stdout } = await rig.run(['explain', 'p.json', 'tuned']);
  t.regex(stdout, /^on .*, Node\.js v\d.*, TensorFlow \d.* on the CPU, 2 threads$/m);
});

test('precision is in the key of a training, and float32 is what it is without it', async (t) => {
  const rig = await Rig.make(t, { scripted: false });
  const planned: string[] = [];
  for (const precision of [undefined, 'float32', 'mixed']) {
    await rig.write('p.json', training(precision));
    await rig.run(['run', 'p.json', '--only', 'particles']);
    const { key } = await rig.json<Explained>(['explain', 'p.json', 'tuned']);
    planned.push(key);
  }
  t.is(planned[0], planned[1]);
  t.not(planned[1], planned[2]);
  t.is((await rig.run(['run', 'p.json'])).status, 0);
});
