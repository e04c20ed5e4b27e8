import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { addonName } from './addon-name.js';
import { sharedLibraries } from './extract-wheel.js';
import type { Compiler } from './find-tools.js';
import { diskFull } from './free-space.js';
import { withStep } from './progress.js';
import { ProvisionError } from './provision-error.js';
import type { ProvisionSetup } from './provision-setup.js';

/**
 * Compiles the package's binding, which uses nothing but TensorFlow's stable C API, against `folder/include` and
 * `folder/lib` into `folder/tfjs_binding.node`. The addon finds the libraries relative to itself, so the folder can be
 * moved and copied.
 * @throws ProvisionError `compile-failed`, `disk-full`
 */
export async function compileAddon(setup: ProvisionSetup, compiler: Compiler, folder: string): Promise<void> {
  const { env, run, signal, packageFolder, onProgress } = setup;
  const [program, ...programArgs] = compiler.command;
  const args = [...programArgs, ...compilerArguments(packageFolder, folder)];
  // The compiler's temporary files go to the disk whose space was checked.
  const options = { env: { ...env, TMPDIR: folder }, signal };
  const { exitCode, stderr } = await withStep(onProgress, 'compile', undefined, () =>
    run(program, args, options),
  );
  if (exitCode === 0) return;
  if (stderr.includes('No space left on device')) throw diskFull('the disk became full while compiling');
  const lines = stderr.trim().split('\n');
  const first = lines.find((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? 'it printed nothing';
  const hint = 'Use a compiler that knows C++17 (g++ 9 or newer), named in CXX.';
  throw new ProvisionError(
    'compile-failed',
    `${compiler.version} could not compile the addon: ${first}`,
    hint,
  );
}

function compilerArguments(packageFolder: string, folder: string): string[] {
  const nodeApi = dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json'));
  const includes = [join(nodeApi, 'include'), packageFolder, join(folder, 'include')];
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-w'],
    ...['-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION', '-DNODE_GYP_MODULE_NAME=tfjs_binding'],
    ...includes.flatMap((include) => ['-I', include]),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((source) => join(packageFolder, 'binding', source)),
    ...['-o', join(folder, addonName), '-L', join(folder, 'lib')],
    ...sharedLibraries.map((library) => `-l:${library}`),
    '-Wl,-rpath,$ORIGIN/lib',
  ];
}
