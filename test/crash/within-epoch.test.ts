/** Kills a real training within its epochs, where it saves a state after every step. */
import test from 'ava';
import { childrenOf, gone, killNow } from '../rig/processes.js';
import { Rig } from '../rig/rig.js';

const pipeline = {
  name: 'within-epoch',
  nodes: {
    discs: {
      type: 'load',
      params: {
        simulate: { kind: 'nanoparticles', count: 6, size: 32, seed: 1 },
        split: [0.5, 0.25, 0.25],
      },
    },
    jitter: { type: 'augment', params: { flip: true, rotate90: true, noise: { sigma: [0, 0.1] } } },
    tuned: {
      type: 'finetune',
      inputs: { train: 'discs.train', validation: 'discs.validation', augmentation: 'jitter' },
      params: {
        task: {
          target: { kind: 'mask' },
          losses: [{ kind: 'bce' }],
          metrics: ['dice'],
          monitor: { metric: 'loss', mode: 'min' },
        },
        network: { kind: 'residual-unet', blocks: 2, baseFilters: 2 },
        epochs: 3,
        batch: 2,
        cropsPerImage: 16,
        checkpoints: { every: 1, policy: 'window' },
      },
    },
  },
};

async function newRig(t: Parameters<typeof Rig.make>[0]): Promise<Rig> {
  const rig = await Rig.make(t, { scripted: false });
  await rig.write('p.json', pipeline);
  return rig;
}

async function digests(rig: Rig): Promise<Record<string, string>> {
  const shown = await rig.json<{ port: string; digest: string }[]>(['show', 'p.json', 'tuned']);
  return Object.fromEntries(shown.map(({ port, digest }) => [port, digest]));
}

/** Where the last run went on from, in epochs. */
function resumedFrom(stdout: string): number {
  return Number(/resume {3}tuned: goes on from epoch (\S+)/.exec(stdout)?.[1]);
}

const stateEachStep = ['run', 'p.json', '--checkpoint-every', '0'];

test('a training killed within its epochs goes on from the last saved step, to the same bytes', async (t) => {
  const undisturbed = await newRig(t);
  t.is((await undisturbed.run(['run', 'p.json'])).status, 0);
  const disturbed = await newRig(t);
  let before = 0;
  for (const epoch of [0.3, 1.5, 2.7]) {
    const { child, finished } = disturbed.start(stateEachStep);
    await disturbed.untilCheckpoint(epoch);
    const workers = childrenOf(child.pid!);
    killNow(child.pid!);
    workers.forEach(killNow);
    const { stdout } = await finished;
    await gone(workers);
    if (before > 0) t.true(resumedFrom(stdout) >= before, `${stdout} after ${before}`);
    before = Math.floor(epoch * 100) / 100;
  }
  const { status, stdout } = await disturbed.run(['run', 'p.json']);
  t.is(status, 0, stdout);
  t.true(resumedFrom(stdout) >= before, stdout);
  t.deepEqual(await digests(disturbed), await digests(undisturbed));
});

test('a worker killed within an epoch costs one attempt and the step under way', async (t) => {
  const rig = await newRig(t);
  await rig.write('micrograph.config.json', { checkpointEverySeconds: 0 });
  const { child, finished } = rig.start(['run', 'p.json']);
  await rig.untilCheckpoint(0.5);
  childrenOf(child.pid!).forEach(killNow);
  const { status, stdout } = await finished;
  t.is(status, 0, stdout);
  t.regex(stdout, /retry {4}tuned: the worker process was ended by SIGKILL/);
  t.true(resumedFrom(stdout) >= 0.5);
});

test('Ctrl-C saves a training within its epoch, without any option', async (t) => {
  const rig = await newRig(t);
  const { child, finished } = rig.start(['run', 'p.json', '--json']);
  await new Promise<void>((resolve) => {
    child.stdout!.on('data', (data) => /"epoch":2,"epochs":3,"step":\d/.test(String(data)) && resolve());
  });
  child.kill('SIGINT');
  t.is((await finished).status, 130);
  const { status, stdout } = await rig.run(['run', 'p.json']);
  t.is(status, 0);
  const epoch = resumedFrom(stdout);
  t.true(epoch > 1 && epoch < 3, stdout);
});
