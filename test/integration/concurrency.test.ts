import { spawn } from 'node:child_process';
import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Rig, repositoryFolder, type Started } from '../rig/rig.js';

/** Resolves when the command has printed this. */
function printed({ child }: Started, words: RegExp): Promise<string> {
  let told = '';
  return new Promise((resolve) => {
    child.stdout?.on('data', (data) => {
      told += data;
      if (words.test(told)) resolve(told);
    });
  });
}

async function digestOf(rig: Rig, pipeline: string, node: string): Promise<string> {
  return (await rig.json<{ digest: string }[]>(['show', pipeline, node]))[0]!.digest;
}

test('the work of a suspended run is taken over, and what that one does when it wakes up harms nobody', async (t) => {
  const [rig, undisturbed] = [await Rig.make(t), await Rig.make(t)];
  const training = (epochs: number, waits: boolean) => ({
    name: 'frozen',
    nodes: {
      trained: {
        type: 'train',
        params: { epochs, ...(waits && { waitFor: { 3: rig.path('go'), 4: rig.path('on') } }) },
      },
      after: { type: 'combine', inputs: { a: 'trained' } },
    },
  });
  await rig.write('p.json', training(6, true));
  await undisturbed.write('p.json', training(6, true));
  await rig.write('on', '');
  const first = rig.start(['run', 'p.json']);
  await rig.untilCheckpoint(2);
  first.child.kill('SIGSTOP');
  const second = rig.start(['run', 'p.json']);
  const told = await printed(second, /taken {4}trained/);
  t.regex(told, new RegExp(`waiting {2}trained: run \\S+ \\(process ${first.child.pid}\\) computes it`));
  t.regex(
    told,
    new RegExp(`taken {4}trained: run \\S+ \\(process ${first.child.pid}\\) is suspended; goes on here`),
  );
  // Now the worker of the suspended run goes on, too.
  await rig.write('go', '');
  t.is((await second.finished).status, 0);
  t.regex(await rig.read('script.log'), /^combine/m);
  const resumed = printed(first, /\n(done|failed): /);
  first.child.kill('SIGCONT');
  await resumed;
  const { status, stdout } = await first.finished;
  t.is(status, 0, stdout);
  t.regex(stdout, /cached {3}after/);

  await undisturbed.write('p.json', (await rig.read('p.json')).replaceAll(rig.folder, undisturbed.folder));
  await undisturbed.write('go', '');
  await undisturbed.write('on', '');
  t.is((await undisturbed.run(['run', 'p.json'])).status, 0);
  t.is(await digestOf(rig, 'p.json', 'after'), await digestOf(undisturbed, 'p.json', 'after'));
  t.is((await rig.run(['cache', 'verify'])).status, 0);
  await rig.executions();
  await rig.write('p.json', JSON.stringify(training(8, true)));
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  t.deepEqual(await rig.executions(), ['epoch 7', 'epoch 8', 'combine'], 'its states are sound');
});

test('a run that wakes up in the middle of a training that another one computes waits for that one', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', {
    name: 'frozen',
    nodes: { trained: { type: 'train', params: { epochs: 4, waitFor: { 3: rig.path('go') } } } },
  });
  const first = rig.start(['run', 'p.json']);
  await rig.untilCheckpoint(2);
  first.child.kill('SIGSTOP');
  const second = rig.start(['run', 'p.json']);
  await printed(second, /taken {4}trained/);
  const left = printed(
    first,
    /left {5}trained: taken over by run \S+ while this run was suspended\n[\s\S]*waiting {2}trained/,
  );
  first.child.kill('SIGCONT');
  await left;
  await rig.write('go', '');
  t.is((await second.finished).status, 0);
  const { status, stdout } = await first.finished;
  t.is(status, 0, stdout);
  t.regex(stdout, /cached {3}trained/);
  const epochs = (await rig.executions()).filter((line) => line !== 'epoch 1' && line !== 'epoch 2');
  t.deepEqual(epochs, ['epoch 3', 'epoch 4']);
});

/** Writes what it has, and ends when it is told to. */
const slowWriter = `
  import { appendFileSync, existsSync } from 'node:fs';
  import { setTimeout as delay } from 'node:timers/promises';
  export default {
    type: 'slow', version: '1', description: 'writes, and waits', params: { type: 'object' },
    inputs: { a: { artifact: 'json', description: 'a value' } },
    outputs: { value: { artifact: 'json', description: 'a value' } },
    async run({ inputs, output, params }) {
      await output('value').write('value.json', JSON.stringify('slow'.repeat(20_000)));
      appendFileSync(process.env.SCRIPT_LOG, 'written\\n');
      while (!existsSync(params.until)) await delay(5);
    },
  };`;

test('gc, verify, plan, status and show beside a run take nothing from it', async (t) => {
  const rig = await Rig.make(t);
  const long = (word: string) => word.repeat(20_000);
  await rig.write('slow.js', slowWriter);
  const { plugins } = JSON.parse(await rig.read('micrograph.config.json')) as { plugins: string[] };
  await rig.write('micrograph.config.json', { plugins: [...plugins, 'slow.js'] });
  const nodes = { one: { type: 'emit', params: { value: long('one') } } };
  await rig.write('before.json', { name: 'live', nodes });
  await rig.run(['run', 'before.json']);
  await rig.write('live.json', {
    name: 'live',
    nodes: {
      ...nodes,
      slow: { type: 'slow', inputs: { a: 'one' }, params: { until: rig.path('go') } },
      last: { type: 'combine', inputs: { a: 'one', b: 'slow' } },
    },
  });
  await rig.write('other.json', {
    name: 'other',
    nodes: { x: { type: 'emit', params: { value: long('x') } } },
  });
  await rig.run(['run', 'other.json']);
  const running = rig.start(['run', 'live.json']);
  await rig.until('written');
  const blobs = await readdir(rig.path('.micrograph', 'blobs'));
  t.is(blobs.length, 3);

  const gc = await rig.run(['gc', '--keep-runs', '0', '--delete']);
  t.is(gc.status, 0, gc.stderr);
  t.regex(gc.stdout, /1 results of emit/, 'what the run does not use goes');
  t.regex(gc.stdout, /more may belong to what run \S+ computes now/);
  const others = [
    ['plan', 'live.json'],
    ['status'],
    ['show', 'live.json', 'one'],
    ['cache', 'verify'],
    ['cache', 'stats'],
  ];
  const all = await Promise.all(others.map((args) => rig.run(args)));
  t.deepEqual(
    all.map(({ status }) => status),
    others.map(() => 0),
  );
  await rig.write('go', '');
  const { status, stdout } = await running.finished;
  t.is(status, 0, stdout);
  t.is((await rig.run(['cache', 'verify'])).status, 0);
  t.regex((await rig.run(['plan', 'live.json'])).stdout, /all cached/);
});

test('many commands at once on one store all go well', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', {
    name: 'busy',
    axes: { n: [1, 2, 3, 4] },
    nodes: {
      one: { type: 'emit', params: { value: '${n}' } },
      all: { type: 'collect', inputs: { values: { gather: 'one' } } },
    },
  });
  const commands = [
    ['run', 'p.json'],
    ['run', 'p.json'],
    ['plan', 'p.json'],
    ['status'],
    ['gc', 'p.json', '--delete'],
    ['run', 'p.json'],
  ];
  const finished = await Promise.all(commands.map((args) => rig.run(args)));
  for (const [at, { status, stdout, stderr }] of finished.entries())
    t.is(status, 0, `${commands[at]!.join(' ')}: ${stdout}${stderr}`);
  t.regex((await rig.run(['plan', 'p.json'])).stdout, /all cached/);
  t.is((await rig.executions()).filter((line) => line === 'emit').length, 4, 'each was computed once');
});

test('commands that read work on a store that cannot be written to, and those that write say so', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', {
    name: 'sealed',
    nodes: { one: { type: 'emit', params: { value: 'x'.repeat(20_000) } } },
  });
  await rig.run(['run', 'p.json']);
  const store = rig.path('.micrograph');
  const names = [store, ...(await readdir(store, { recursive: true })).map((name) => join(store, name))];
  // Who is root may write anywhere, and becomes nobody for this.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  await chmod(rig.folder, 0o755);
  for (const name of names) await chmod(name, 0o555);
  t.teardown(() => Promise.all(names.map((name) => chmod(name, 0o755))));
  const run = (args: string[]) =>
    new Promise<{ status: number | null; output: string }>((resolve) => {
      const child = spawn(process.execPath, [join(repositoryFolder, 'bin', 'micrograph.js'), ...args], {
        cwd: rig.folder,
        ...nobody,
      });
      let output = '';
      child.stdout.on('data', (data) => {
        output += data;
      });
      child.stderr.on('data', (data) => {
        output += data;
      });
      child.on('close', (status) => resolve({ status, output }));
    });
  for (const args of [
    ['plan', 'p.json'],
    ['status'],
    ['show', 'p.json', 'one', '--json'],
    ['explain', 'p.json', 'one'],
    ['gc', 'p.json'],
    ['cache', 'stats'],
    ['cache', 'verify'],
  ]) {
    const { status, output } = await run(args);
    t.is(status, 0, `${args.join(' ')}: ${output}`);
  }
  for (const args of [
    ['run', 'p.json'],
    ['gc', 'p.json', '--delete'],
  ]) {
    const { status, output } = await run(args);
    t.is(status, 2, output);
    t.regex(output, /the store \S+ cannot be written to/);
  }
});
