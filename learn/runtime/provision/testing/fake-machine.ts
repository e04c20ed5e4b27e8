import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ProvisionProgress } from '../progress.js';
import type { ProvisionSetup } from '../provision-setup.js';
import { type CommandRunner, runCommand } from '../run-command.js';
import { sha256File } from '../sha256-file.js';
import type { TensorflowPin } from '../tensorflow-pins.js';
import { writeZip } from './write-zip.js';

/** A folder in the role of a machine: its PATH holds only the commands that a test puts there. */
export interface FakeMachine {
  readonly folder: string;
  readonly cache: string;
  readonly setup: ProvisionSetup;
  /** Every command that was started. */
  readonly commands: readonly string[];
  readonly progress: readonly ProvisionProgress[];
  readonly interruption: AbortController;
  /** Puts a command into PATH; `script` is JavaScript with `args`, `fs` and `path` in scope. */
  command(name: string, script: string): Promise<void>;
}

export async function fakeMachine(
  t: { teardown(work: () => Promise<void>): void },
  env: NodeJS.ProcessEnv = {},
): Promise<FakeMachine> {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-provision-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const [bin, cache, packageFolder] = ['bin', 'cache', 'node_modules/@tensorflow/tfjs-node-gpu'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  await mkdir(bin);
  await mkdir(packageFolder, { recursive: true });
  await writeFile(join(packageFolder, 'package.json'), JSON.stringify({ version: '4.22.0' }));
  const commands: string[] = [];
  const progress: ProvisionProgress[] = [];
  const interruption = new AbortController();
  const run: CommandRunner = (command, args, options) => {
    commands.push(`${basename(command)} ${args.join(' ')}`);
    // The addons built here are not real: what node is asked to load is said to work.
    if (command !== process.execPath) return runCommand(command, args, options);
    return Promise.resolve({ exitCode: 0, stdout: '{"version":"2.21.0","sum":3}', stderr: '' });
  };
  return {
    folder,
    cache,
    commands,
    progress,
    interruption,
    setup: {
      env: { PATH: bin, MICROGRAPH_CACHE: cache, ...env },
      run,
      packageFolder,
      signal: interruption.signal,
      onProgress: (event) => progress.push(event),
    },
    async command(name, script) {
      const prelude = `const args = process.argv.slice(2), fs = require('fs'), path = require('path');`;
      await writeFile(join(bin, name), `#!${process.execPath}\n${prelude}\n${script}\n`);
      await chmod(join(bin, name), 0o755);
    },
  };
}

/** Gives a machine a pip that serves `wheel`, a compiler that writes something, and a pin for that wheel. */
export async function withWheel(
  machine: FakeMachine,
  files: Readonly<Record<string, string>> = tinyWheel,
): Promise<TensorflowPin> {
  const wheel = join(machine.folder, 'tensorflow_cpu-2.21.0-tiny.whl');
  await writeZip(wheel, files);
  await machine.command(
    'python3',
    pipScript(`fs.copyFileSync(${JSON.stringify(wheel)}, path.join(folder, 'tiny.whl'));`),
  );
  await machine.command('c++', `if (args[0] === '--version') console.log('c++ 12'); else ${writeAddon}`);
  return {
    distribution: 'tensorflow-cpu',
    version: '2.21.0',
    variant: 'cpu',
    arch: 'x64',
    platformTag: 'any',
    sha256: await sha256File(wheel),
    wheelBytes: (await stat(wheel)).size,
    unpackedBytes: 1000,
  };
}

/** A python3 whose `pip --version` answers and whose `pip download` does `download` with the target in `folder`. */
export function pipScript(download: string): string {
  return [
    `if (args.includes('--version')) { console.log('pip 99.0 (python 3.11)'); process.exit(); }`,
    `const folder = args[args.indexOf('--dest') + 1];`,
    download,
  ].join('\n');
}

const writeAddon = `fs.writeFileSync(args[args.indexOf('-o') + 1], 'addon');`;

export const tinyWheel = {
  'tensorflow/include/tensorflow/c/c_api.h': '// header',
  'tensorflow/libtensorflow_cc.so.2': 'the library',
  'tensorflow/libtensorflow_framework.so.2': 'the framework',
  'tensorflow/python/__init__.py': 'not wanted',
};
