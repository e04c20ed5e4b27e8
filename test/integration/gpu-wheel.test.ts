import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { cacheFolder } from '../../learn/runtime/provision/cache-folder.js';
import { pinFolderName, tensorflowPins } from '../../learn/runtime/provision/tensorflow-pins.js';
import { Rig, repositoryFolder, type ShownFile, textOf } from '../rig/rig.js';
import { smallTraining } from '../rig/small-training.js';

const pin = tensorflowPins.find(({ variant }) => variant === 'gpu')!;
const installed = join(cacheFolder(process.env), pinFolderName(pin));

/** Why the test does not run; undefined where it does. */
function reasonToSkip(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== pin.arch)
    return 'there is no GPU wheel for this machine';
  if (existsSync(installed) || process.env['MICROGRAPH_TEST_GPU_WHEEL'] === '1') return undefined;
  return `it downloads ${(pin.wheelBytes / 1e6).toFixed(0)} MB: set MICROGRAPH_TEST_GPU_WHEEL=1`;
}

/**
 * micrograph as if installed a second time, so that it can have another TensorFlow: packages are links to those
 * here, but the one that the addon is linked into is a copy.
 */
async function secondInstallation(folder: string): Promise<string> {
  const [from, to] = [join(repositoryFolder, 'node_modules'), join(folder, 'node_modules')];
  await mkdir(join(to, '@tensorflow'), { recursive: true });
  for (const scope of ['', '@tensorflow']) {
    for (const name of await readdir(join(from, scope))) {
      const isOwn = ['@tensorflow', 'tfjs-node-gpu'].includes(name) || name.startsWith('.');
      if (!isOwn) await symlink(join(from, scope, name), join(to, scope, name));
    }
  }
  const copied = ['dist', 'bin', 'package.json', 'node_modules/@tensorflow/tfjs-node-gpu'];
  for (const name of copied) await cp(join(repositoryFolder, name), join(folder, name), { recursive: true });
  await rm(join(to, '@tensorflow/tfjs-node-gpu/lib/napi-v8'), { recursive: true, force: true });
  return join(folder, 'bin', 'micrograph.js');
}

const training = {
  name: 'training',
  nodes: {
    ...smallTraining({ count: 8, size: 32 }, { epochs: 2, learningRate: 0.01 }),
    scores: { type: 'evaluate', inputs: { model: 'tuned.checkpoints', data: 'particles.test' } },
  },
};

async function historyOf(rig: Rig, t: ExecutionContext): Promise<number[]> {
  const shown = await rig.json<{ files: ShownFile[] }[]>(['show', 'p.json', 'tuned.history']);
  const lines = (await textOf(shown[0]!.files[0]!)).trim().split('\n');
  t.is(lines.length, 2);
  return lines.map((line) => JSON.parse(line).loss);
}

const skipReason = reasonToSkip();
const run = skipReason === undefined ? test : test.skip;
const title = 'the GPU wheel trains on the CPU where no GPU is used, with the losses of the CPU wheel';

run(skipReason === undefined ? title : `${title} (skipped: ${skipReason})`, async (t) => {
  t.timeout(600_000);
  const rig = await Rig.make(t, { scripted: false });
  await rig.write('p.json', training);
  t.is((await rig.run(['run', 'p.json', '--gpus', '0'])).status, 0);
  const expected = await historyOf(rig, t);
  await rm(rig.path('.micrograph'), { recursive: true });

  const environment = { MICROGRAPH_TENSORFLOW: 'gpu', MICROGRAPH_CUDA: 'system' };
  rig.program = await secondInstallation(rig.path('second'));
  const set = await rig.run(['doctor', '--install', '--json'], environment);
  t.is(set.status, 0, set.stdout + set.stderr);
  t.is(JSON.parse(set.stdout).findings[0].data.folder, installed);

  const { status, stdout, stderr } = await rig.run(['run', 'p.json', '--gpus', '0'], environment);
  t.is(status, 0, stdout + stderr);
  const { record } = await rig.json<{ record: { environment: object } }>(['explain', 'p.json', 'tuned']);
  t.like(record.environment, { tensorflow: { version: pin.version, device: 'cpu', threads: 1 } });
  for (const [epoch, loss] of (await historyOf(rig, t)).entries())
    t.true(Math.abs(loss - expected[epoch]!) < 1e-3, `${loss} for ${expected[epoch]}`);
});
