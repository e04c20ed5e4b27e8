import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { cudaPins } from './cuda-pins.js';
import { ProvisionError } from './provision-error.js';
import { sha256File } from './sha256-file.js';
import { oldestGlibc, type WheelPin } from './tensorflow-pins.js';
import { fakeMachine, pipScript, withWheel } from './testing/fake-machine.js';
import { writeZip } from './testing/write-zip.js';
import { wheelProvider } from './wheel-provider.js';

/** A machine whose pip serves a tiny TensorFlow for GPUs and two tiny packages of CUDA. */
async function gpuMachine(t: ExecutionContext) {
  const machine = await fakeMachine(t);
  const pin = { ...(await withWheel(machine)), variant: 'gpu' as const };
  const tensorflow = join(machine.folder, 'tensorflow_cpu-2.21.0-tiny.whl');
  const wheels: Record<string, string> = { [`${pin.distribution}==${pin.version}`]: tensorflow };
  const cudaPins: WheelPin[] = [];
  for (const [distribution, file] of [
    ['nvidia-cudnn-cu12', 'nvidia/cudnn/lib/libcudnn.so.9'],
    ['nvidia-cublas-cu12', 'nvidia/cublas/lib/libcublas.so.12'],
  ] as const) {
    const wheel = join(machine.folder, `${distribution}.whl`);
    await writeZip(wheel, { [file]: `the library ${file}`, [`${distribution}.dist-info/METADATA`]: '' });
    wheels[`${distribution}==1`] = wheel;
    const { size } = await stat(wheel);
    const sha256 = await sha256File(wheel);
    cudaPins.push({
      distribution,
      version: '1',
      platformTag: 'any',
      sha256,
      wheelBytes: size,
      unpackedBytes: 40,
    });
  }
  const serve = `fs.copyFileSync(${JSON.stringify(wheels)}[args.at(-1)], path.join(folder, 'served.whl'));`;
  await machine.command('python3', pipScript(serve));
  return { machine, pin, cudaPins, provider: wheelProvider(machine.setup, pin, cudaPins) };
}

test('CUDA’s libraries lie where TensorFlow looks for them: in nvidia/ beside lib/', async (t) => {
  const { machine, provider } = await gpuMachine(t);
  await provider.install();
  t.is((await provider.inspect()).state, 'ready');
  t.deepEqual(await readdir(machine.cache), ['cuda-12', 'tensorflow-2.21.0-gpu']);
  const library = join(provider.folder, 'lib', '..', 'nvidia', 'cudnn', 'lib', 'libcudnn.so.9');
  t.is(await readFile(library, 'utf8'), 'the library nvidia/cudnn/lib/libcudnn.so.9');
  const told = machine.progress.filter(({ step, state }) => step === 'download' && state === 'finished');
  t.deepEqual(
    told.map(({ of }) => of),
    [undefined, 'nvidia-cudnn-cu12', 'nvidia-cublas-cu12'],
  );
});

test('a second set-up starts no command', async (t) => {
  const { machine, provider } = await gpuMachine(t);
  await provider.install();
  const before = machine.commands.length;
  await provider.install();
  t.is(machine.commands.length, before);
});

test('CUDA can be added to a TensorFlow that was set up without it', async (t) => {
  const { machine, pin, provider } = await gpuMachine(t);
  await wheelProvider(machine.setup, pin).install();
  t.like(await provider.inspect(), { state: 'no-cuda', reason: `there is no ${machine.cache}/cuda-12` });
  const before = machine.commands.length;
  await provider.install();
  t.is((await provider.inspect()).state, 'ready');
  t.deepEqual(
    machine.commands.slice(before).map((command) => /--version|nvidia-\w+-cu12==1$/.exec(command)?.[0]),
    ['--version', 'nvidia-cudnn-cu12==1', 'nvidia-cublas-cu12==1'],
    'TensorFlow is not built again',
  );
});

test('a CUDA library that is missing is noticed, and all are unpacked anew', async (t) => {
  const { machine, provider } = await gpuMachine(t);
  await provider.install();
  await rm(join(machine.cache, 'cuda-12/nvidia/cublas/lib/libcublas.so.12'));
  const found = await provider.inspect();
  t.is(found.state, 'no-cuda');
  t.regex('reason' in found ? found.reason : '', /libcublas\.so\.12 is missing/);
  await provider.install();
  t.is((await provider.inspect()).state, 'ready');
});

test('CUDA of other wheels is not used', async (t) => {
  const { machine, pin, cudaPins, provider } = await gpuMachine(t);
  await provider.install();
  const other = wheelProvider(machine.setup, pin, cudaPins.slice(1));
  t.is((await other.inspect()).state, 'no-cuda');
});

test('a CUDA wheel with another checksum is refused, and TensorFlow stays usable without it', async (t) => {
  const { machine, pin, cudaPins } = await gpuMachine(t);
  const [first, ...rest] = cudaPins;
  const provider = wheelProvider(machine.setup, pin, [{ ...first!, sha256: '0' }, ...rest]);
  const error = await t.throwsAsync(provider.install(), { instanceOf: ProvisionError });
  t.is(error.kind, 'wrong-checksum');
  t.regex(error.message, /nvidia-cudnn-cu12 1/);
  t.is((await wheelProvider(machine.setup, pin).inspect()).state, 'ready');
  t.deepEqual(await readdir(machine.cache), ['tensorflow-2.21.0-gpu']);
});

test('TensorFlow for CPUs has no link to CUDA', async (t) => {
  const machine = await fakeMachine(t);
  const provider = wheelProvider(machine.setup, await withWheel(machine));
  await provider.install();
  t.false((await readdir(provider.folder)).includes('nvidia'));
});

test('the pinned wheels run wherever TensorFlow’s does', (t) => {
  t.is(new Set(cudaPins.map(({ distribution }) => distribution)).size, 12);
  for (const { platformTag, distribution } of cudaPins) {
    const glibc = /^manylinux_2_(\d+)_x86_64$/.exec(platformTag)?.[1];
    t.true(
      /^manylinux20(10|14)_x86_64$/.test(platformTag) || Number(glibc) <= oldestGlibc.minor,
      `${distribution} ${platformTag}`,
    );
  }
});
