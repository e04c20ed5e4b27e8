import test from 'ava';
import { childrenOf, killNow } from '../rig/processes.js';
import { Rig } from '../rig/rig.js';

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
  await rig.write('p.json', training(4, { epochMs: 50 }));
  const { finished, child } = rig.start(['run', 'p.json']);
  await rig.until('epoch 2');
  child.kill('SIGINT');
  const stopped = await finished;
  t.is(stopped.status, 130, stopped.stdout + stopped.stderr);
  t.regex(stopped.stdout, /stopped {2}trained/);
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
