import test from 'ava';
import { childrenOf, killNow } from '../rig/processes.js';
import { Rig } from '../rig/rig.js';
import { smallTraining } from '../rig/small-training.js';

const training = (epochs: number | string, extra: object = {}) => ({
  name: 'training',
  nodes: { trained: { type: 'train', params: { epochs, ...extra } } },
});

async function digest(rig: Rig): Promise<string> {
  const [result] = await rig.json<{ digest: string }[]>(['show', 'p.json', 'trained']);
  return result!.digest;
}

test('six epochs after three cost three and give the same bytes as six at once', async (t) => {
  const [long, extended] = [await Rig.make(t), await Rig.make(t)];
  await long.write('p.json', training(6));
  await long.run(['run', 'p.json']);

  await extended.write('p.json', training(3));
  await extended.run(['run', 'p.json']);
  await extended.executions();
  await extended.write('p.json', training(6));
  const { stdout } = await extended.run(['run', 'p.json']);
  t.regex(stdout, /resume {3}trained: goes on from epoch 3/);
  t.deepEqual(await extended.executions(), ['epoch 4', 'epoch 5', 'epoch 6']);
  t.is(await digest(extended), await digest(long));
});

test('a sweep over epochs is one training, the shorter ones first', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', { ...training('${epochs}'), axes: { epochs: [4, 2, 3] } });
  await rig.run(['run', 'p.json']);
  t.deepEqual(await rig.executions(), ['epoch 1', 'epoch 2', 'epoch 3', 'epoch 4']);
});

test('a worker that dies in a training costs one attempt and goes on from the last epoch', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', training(4, { waitFor: { 3: rig.path('go') } }));
  const { finished, child } = rig.start(['run', 'p.json']);
  await rig.untilCheckpoint(2);
  const [worker] = childrenOf(child.pid!);
  killNow(worker!);
  await rig.write('go', '');
  const { status, stdout } = await finished;
  t.is(status, 0);
  t.regex(stdout, /retry {4}trained: the worker process was ended by SIGKILL/);
  t.deepEqual(await rig.executions(), ['epoch 1', 'epoch 2', 'epoch 3', 'epoch 4']);
});

test('Ctrl-C stops cleanly with status 130, and the next run goes on from there', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', training(4, { waitFor: { 3: rig.path('go') } }));
  const { finished, child } = rig.start(['run', 'p.json']);
  await rig.until('epoch 2');
  child.kill('SIGINT');
  const stopped = await finished;
  t.is(stopped.status, 130, stopped.stdout + stopped.stderr);
  t.regex(stopped.stdout, /stopped {2}trained/);
  await rig.write('go', '');
  await rig.run(['run', 'p.json']);
  t.deepEqual(await rig.executions(), ['epoch 1', 'epoch 2', 'epoch 3', 'epoch 4']);
});

test('a second Ctrl-C ends at once, and the next run goes on from the last saved epoch', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', training(4, { waitFor: { 3: rig.path('go') }, epochMs: 1 }));
  const { finished, child } = rig.start(['run', 'p.json']);
  await rig.until('epoch 2');
  child.kill('SIGINT');
  child.kill('SIGINT');
  t.is((await finished).status, 130);
  await rig.write('go', '');
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  const epochs = await rig.executions();
  t.is(epochs.at(-1), 'epoch 4');
  t.true(epochs.length <= 6, epochs.join());
});

test('a saved state with flipped bits is not used', async (t) => {
  const rig = await Rig.make(t);
  const { readdir, chmod, writeFile } = await import('node:fs/promises');
  await rig.write('p.json', training(2));
  await rig.run(['run', 'p.json']);
  const intact = await digest(rig);
  const [trajectory] = await readdir(rig.path('.micrograph/states'));
  const state = rig.path('.micrograph/states', trajectory!, '2', 'link');
  await chmod(state, 0o644);
  await writeFile(state, 'x'.repeat(64));
  await rig.executions();
  await rig.write('p.json', training(3));
  const { stdout } = await rig.run(['run', 'p.json']);
  t.regex(stdout, /warning {2}trained: the saved state at 2 is damaged and is not used/);
  t.deepEqual(await rig.executions(), ['epoch 1', 'epoch 2', 'epoch 3']);
  await rig.write('p.json', training(2));
  t.is(await digest(rig), intact);
});

/** Real trainings, one for each checkpoint policy. */
const policies = (epochs: number, earlyStopping?: object) => ({
  name: 'policies',
  axes: { policy: ['best', 'bestAtSave', 'window', 'last'] },
  nodes: smallTraining(
    { count: 6, size: 16 },
    {
      task: {
        training: { schedule: { kind: 'cosine', epochs: 4 }, ...(earlyStopping && { earlyStopping }) },
      },
      epochs,
      learningRate: 0.05,
      checkpoints: { every: 2, policy: '${policy}' },
    },
  ),
});

async function allDigests(rig: Rig): Promise<string[]> {
  const shown = await rig.json<{ instance: string; port: string; digest: string }[]>([
    'show',
    'p.json',
    'tuned',
  ]);
  return shown.map(({ instance, port, digest: of }) => `${instance}.${port} ${of}`).sort();
}

/** How many epochs were trained for each policy. */
function epochsTrained(stdout: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, policy] of stdout.matchAll(/^epoch +tuned\[policy=(\w+)\]: \d/gm)) {
    counts[policy!] = (counts[policy!] ?? 0) + 1;
  }
  return counts;
}

const forEach = (count: number) => ({ best: count, bestAtSave: count, window: count, last: count });

test('real trainings with every checkpoint policy: five epochs after three cost two and equal five at once', async (t) => {
  const [whole, extended] = [await Rig.make(t, { scripted: false }), await Rig.make(t, { scripted: false })];
  await whole.write('p.json', policies(5));
  t.deepEqual(epochsTrained((await whole.run(['run', 'p.json'])).stdout), forEach(5));
  await extended.write('p.json', policies(3));
  t.deepEqual(epochsTrained((await extended.run(['run', 'p.json'])).stdout), forEach(3));
  await extended.write('p.json', policies(5));
  t.deepEqual(epochsTrained((await extended.run(['run', 'p.json'])).stdout), forEach(2));
  t.deepEqual(await allDigests(extended), await allDigests(whole));
});

test('a training that ended early is not trained further when more epochs are asked for, and stays the same', async (t) => {
  const rig = await Rig.make(t, { scripted: false });
  // No value is ever better by so much, so the first epoch stays the best one.
  const impatient = { patience: 2, minimumChange: 1e6 };
  await rig.write('p.json', policies(10, impatient));
  const { stdout } = await rig.run(['run', 'p.json']);
  t.deepEqual(epochsTrained(stdout), forEach(3));
  t.regex(stdout, /tuned\[policy=last\]: the training ended after epoch 3: no better loss for 2 epochs/);
  const ended = await allDigests(rig);
  await rig.write('p.json', policies(20, impatient));
  t.deepEqual(epochsTrained((await rig.run(['run', 'p.json'])).stdout), {});
  t.deepEqual(await allDigests(rig), ended);
});

test('two runs on one store share the work: the second waits and says so', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', training(2, { waitFor: { 2: rig.path('go') } }));
  const first = rig.start(['run', 'p.json']);
  await rig.until('epoch 1');
  const second = rig.start(['run', 'p.json']);
  let told = '';
  await new Promise<void>((resolve) => {
    second.child.stdout?.on('data', (data) => {
      told += data;
      if (told.includes('waiting')) resolve();
    });
  });
  await rig.write('go', '');
  t.is((await first.finished).status, 0);
  const { status, stdout } = await second.finished;
  t.is(status, 0);
  t.regex(stdout, /waiting {2}trained: run \S+ \(process \d+\) computes it/);
  t.deepEqual(await rig.executions(), ['epoch 1', 'epoch 2']);
});
