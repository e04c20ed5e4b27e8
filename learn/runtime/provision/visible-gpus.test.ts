import { mkdir, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import test from 'ava';
import { packageAddonPath } from './link-addon.js';
import { type FakeMachine, fakeMachine } from './testing/fake-machine.js';
import { isForGpus, visibleGpus } from './visible-gpus.js';

async function link(machine: FakeMachine, installation: string): Promise<void> {
  const path = packageAddonPath(machine.setup.packageFolder);
  await mkdir(dirname(path), { recursive: true });
  await symlink(`/cache/${installation}/tfjs_binding.node`, path);
}

test('a machine without a driver has no GPUs', async (t) => {
  const machine = await fakeMachine(t);
  t.deepEqual(await visibleGpus(machine.setup), []);
  t.false(await isForGpus(machine.setup.packageFolder));
});

test('the driver is asked for the GPUs', async (t) => {
  const machine = await fakeMachine(t);
  await machine.command('nvidia-smi', `console.log('0\\n1\\n2');`);
  t.deepEqual(await visibleGpus(machine.setup), ['0', '1', '2']);
});

test('a driver that does not answer counts as none', async (t) => {
  const machine = await fakeMachine(t);
  await machine.command('nvidia-smi', `console.log('NVIDIA-SMI has failed'); process.exit(9);`);
  t.deepEqual(await visibleGpus(machine.setup), []);
});

for (const [given, names] of [
  ['3,1', ['3', '1']],
  ['GPU-8932f937', ['GPU-8932f937']],
  ['', []],
  ['-1', []],
  ['0,-1,1', ['0']],
] as const) {
  test(`CUDA_VISIBLE_DEVICES=${given} leaves ${names.length} GPUs, whatever the driver knows`, async (t) => {
    const machine = await fakeMachine(t, { CUDA_VISIBLE_DEVICES: given });
    await machine.command('nvidia-smi', `console.log('0\\n1\\n2');`);
    t.deepEqual(await visibleGpus(machine.setup), names);
  });
}

test('only TensorFlow for GPUs can use them', async (t) => {
  for (const [installation, usable] of [
    ['tensorflow-2.21.0-cpu', false],
    ['tensorflow-2.21.0-gpu', true],
  ] as const) {
    const machine = await fakeMachine(t);
    await link(machine, installation);
    t.is(await isForGpus(machine.setup.packageFolder), usable);
  }
});
