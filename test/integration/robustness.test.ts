import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { childrenOf } from '../rig/processes.js';
import { Rig, repositoryFolder } from '../rig/rig.js';

test('a node that was asked for is computed, even where another one that means the same was not', async (t) => {
  const rig = await Rig.make(t);
  const twin = { type: 'emit', params: { value: 1 } };
  await rig.write('p.json', { name: 'twins', nodes: { one: twin, two: twin } });
  t.is((await rig.run(['run', 'p.json', '--only', 'two'])).status, 0);
  t.deepEqual(await rig.executions(), ['emit']);
  t.is((await rig.run(['show', 'p.json', 'two'])).status, 0);
});

test('--at runs some points, and not what collects others too', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', {
    name: 'at',
    axes: { seed: [1, 2, 3] },
    nodes: {
      one: { type: 'emit', params: { value: '${seed}' } },
      all: { type: 'collect', inputs: { values: { gather: 'one' } } },
    },
  });
  await rig.run(['run', 'p.json', '--at', 'seed=2', '--at', 'seed=3']);
  t.deepEqual(await rig.executions(), ['emit', 'emit']);
  await rig.run(['run', 'p.json', '--only', 'all']);
  t.deepEqual((await rig.executions()).sort(), ['collect', 'emit']);
});

test('a signal to the whole process group stops cleanly, and nothing is tried again', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', {
    name: 'group',
    nodes: { trained: { type: 'train', params: { epochs: 40, epochMs: 50 } } },
  });
  const { child, finished } = rig.start(['run', 'p.json']);
  await rig.untilCheckpoint(2);
  for (const pid of [child.pid!, ...childrenOf(child.pid!)]) process.kill(pid, 'SIGTERM');
  const { status, stdout } = await finished;
  t.is(status, 130, stdout);
  t.notRegex(stdout, /retry/);
  t.regex(stdout, /stopped {2}trained/);
});

test('a shorter training leaves the state of a longer, interrupted one', async (t) => {
  const rig = await Rig.make(t);
  const training = (epochs: number, epochMs: number) => ({
    name: 'shorter',
    vars: { epochMs },
    nodes: { trained: { type: 'train', params: { epochs, epochMs: '${vars.epochMs}' } } },
  });
  await rig.write('p.json', training(8, 30));
  const { child, finished } = rig.start(['run', 'p.json']);
  await rig.untilCheckpoint(4);
  child.kill('SIGKILL');
  await finished;
  await rig.write('p.json', training(2, 30));
  await rig.run(['run', 'p.json']);
  await rig.executions();
  await rig.write('p.json', training(8, 30));
  await rig.run(['run', 'p.json']);
  const epochs = await rig.executions();
  t.false(epochs.includes('epoch 3'), epochs.join());
});

test('a file that changes while the run is under way is never recorded under the old key', async (t) => {
  const rig = await Rig.make(t);
  await mkdir(rig.path('texts'));
  await rig.write('texts/a.txt', 'before');
  await rig.write('p.json', {
    name: 'changing',
    nodes: {
      gate: { type: 'emit', params: { value: 1, waitFor: rig.path('go') } },
      texts: { type: 'read-files', params: { path: 'texts' } },
    },
  });
  const { finished } = rig.start(['run', 'p.json', '--jobs', '1']);
  await rig.until('emit');
  await rig.write('texts/a.txt', 'after');
  await rig.write('go', '');
  const { status, stdout } = await finished;
  t.is(status, 1);
  t.regex(stdout, /failed {3}texts: a\.txt changed while the run was under way/);
  t.is((await rig.run(['run', 'p.json'])).status, 0);
});

test('a plugin that is edited while the run is under way does not run under the old version', async (t) => {
  const rig = await Rig.make(t);
  const plugin = (value: number) => `export default {
    type: 'mine', description: 'mine', params: { type: 'object' }, inputs: { a: { artifact: 'json', description: 'a' } },
    outputs: { value: { artifact: 'json', description: 'v' } },
    run: async ({ output }) => output('value').write('value.json', '${value}'),
  };`;
  await rig.write('mine.js', plugin(1));
  const { plugins } = JSON.parse(await rig.read('micrograph.config.json')) as { plugins: string[] };
  await rig.write('micrograph.config.json', { plugins: [...plugins, 'mine.js'] });
  await rig.write('p.json', {
    name: 'edited',
    nodes: {
      gate: { type: 'emit', params: { value: 1, waitFor: rig.path('go') } },
      after: { type: 'mine', inputs: { a: 'gate' } },
    },
  });
  const { finished } = rig.start(['run', 'p.json']);
  await rig.until('emit');
  await rig.write('mine.js', plugin(2));
  await rig.write('go', '');
  const { stdout } = await finished;
  t.regex(stdout, /failed {3}after: the code of mine changed/);
  t.is((await rig.run(['run', 'p.json'])).status, 0);
});

test('a plugin that is none is refused with its place', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', { name: 'p', nodes: { one: { type: 'emit', params: { value: 1 } } } });
  for (const [code, words] of [
    ['export default {};', /it exports something that is no node definition/],
    ['export default 5;', /it exports something that is no node definition/],
    ['export const x = 1;', /it has no default export/],
    ['export default { type: "load", params: {}, inputs: {}, outputs: {}, run() {} };', /"load" already/],
    ['syntax error', /cannot be loaded/],
  ] as const) {
    await rig.write('bad.js', code);
    await rig.write('micrograph.config.json', { plugins: ['bad.js'] });
    const { status, stderr } = await rig.run(['validate', 'p.json']);
    t.is(status, 2);
    t.regex(stderr, /micrograph\.config\.json:\d+:\d+ {2}error: /);
    t.regex(stderr, words);
  }
});

test('instances that wait for another run leave room for others', async (t) => {
  const rig = await Rig.make(t);
  const gated = (seed: number) => ({
    type: 'train',
    params: { epochs: 1, seed, waitFor: { 1: rig.path('go') } },
  });
  const nodes = { a: gated(1), b: gated(2), c: gated(3) };
  await rig.write('p.json', { name: 'first', nodes });
  await rig.write('q.json', {
    name: 'second',
    nodes: { ...nodes, free: { type: 'emit', params: { value: 1 } } },
  });
  const first = rig.start(['run', 'p.json', '--jobs', '3']);
  await started(first.child.stdout!, 'start    c');
  const second = rig.start(['run', 'q.json', '--jobs', '1']);
  await rig.until('emit');
  await rig.write('go', '');
  t.is((await first.finished).status, 0);
  t.is((await second.finished).status, 0);
});

function started(stdout: NodeJS.ReadableStream, line: string): Promise<void> {
  let told = '';
  return new Promise((resolve) => {
    stdout.on('data', (data) => {
      told += data;
      if (told.includes(line)) resolve();
    });
  });
}

test('each consumer of a damaged blob is told so, and the next run heals', async (t) => {
  const rig = await Rig.make(t);
  const pipeline = (factor: number) => ({
    name: 'damaged',
    axes: { n: [1, 2, 3] },
    nodes: {
      one: { type: 'emit', params: { value: 'seven'.repeat(5_000) } },
      many: { type: 'combine', inputs: { a: 'one' }, params: { factor, name: '${n}' } },
    },
  });
  const text = (factor: number) => JSON.stringify(pipeline(factor)).replace('"${n}"', '"n${n}"');
  await rig.write('p.json', text(1));
  await rig.run(['run', 'p.json']);
  const [one] = await rig.json<{ files: { path: string }[] }[]>(['show', 'p.json', 'one']);
  await chmod(one!.files[0]!.path, 0o644);
  await writeFile(one!.files[0]!.path, JSON.stringify('seven'.repeat(5_000)).replace('s', 'S'));
  t.is((await rig.run(['export', 'p.json', 'one', '--to', 'out'])).status, 2, 'damage is not exported');
  await rig.write('p.json', text(2));
  const { status, stdout } = await rig.run(['run', 'p.json']);
  t.is(status, 1);
  t.is(stdout.match(/the stored file value\.json is damaged/g)?.length, 3, stdout);
  t.is((await rig.run(['run', 'p.json'])).status, 0);
});

test('exports whose names would fall together are kept apart', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', {
    name: 'names',
    axes: { x: { 'a/b': 1, a_b: 2, α: 3 } },
    nodes: { one: { type: 'emit', params: { value: '${x}' } } },
  });
  await rig.run(['run', 'p.json']);
  await rig.run(['export', 'p.json', 'one', '--to', 'out']);
  const folders = await readdir(rig.path('out'));
  t.is(folders.length, 3);
  t.true(folders.includes('one[x=α]'));
});

test('names in a stranger’s pipeline cannot command the terminal', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', {
    name: 'x\u001b[31m\u009b2Jy',
    nodes: { one: { type: 'emit', params: { value: 1 } } },
  });
  for (const command of ['plan', 'run', 'status']) {
    const { stdout, stderr } = await rig.run(command === 'status' ? [command] : [command, 'p.json']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    t.notRegex(stdout + stderr, /[\u001b\u009b]/, command);
  }
});

test('a run whose output nobody reads goes on to its end', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', {
    name: 'piped',
    axes: { n: [1, 2, 3, 4, 5, 6] },
    nodes: { one: { type: 'emit', params: { value: '${n}' } } },
  });
  const program = join(repositoryFolder, 'bin', 'micrograph.js');
  const command = `${process.execPath} ${program} run p.json | head -1`;
  await new Promise((resolve) =>
    spawn('sh', ['-c', command], { cwd: rig.folder, stdio: 'ignore' }).on('close', resolve),
  );
  t.regex((await rig.run(['plan', 'p.json'])).stdout, /6 instances, all cached/);
});

test('a typo in a table’s axes is found before the sweep runs', async (t) => {
  const rig = await Rig.make(t, { scripted: false });
  t.is((await rig.run(['init', 'study'])).status, 0);
  const text = await rig.read('study/pipeline.json');
  await rig.write(
    'study/pipeline.json',
    text.replace('"rows": ["model", "init"]', '"rows": ["modell", "init"]'),
  );
  const { status, stderr } = await rig.run(['validate', 'study/pipeline.json']);
  t.is(status, 2);
  t.regex(stderr, /the scores do not vary over "modell"/);
  await rig.write('study/pipeline.json', text.replace('"rows": ["model", "init"]', '"rows": ["model"]'));
  t.regex(
    (await rig.run(['run', 'study/pipeline.json'])).stderr,
    /more than one score belongs into one cell/,
  );
});
