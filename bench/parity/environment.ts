import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = here('../.venv');
const requirements = here('requirements.txt');

/** Where `networks`, `training` and `variables` are imported from. */
export const modulesFolder = here('.');

/**
 * The Python that has PyTorch. Its virtual environment, bench/.venv, is made where it is missing or of other versions:
 * on Linux x86-64 the packages are a download of 3 GB, as PyTorch is only there with CUDA.
 */
export function pythonWithTorch(): string {
  const python = join(folder, 'bin', 'python');
  const made = join(folder, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(made) && readFileSync(made, 'utf8') === wanted) return python;
  process.stderr.write('installing PyTorch into bench/.venv …\n');
  run('python3', ['-m', 'venv', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--no-cache-dir', '--requirement', requirements]);
  writeFileSync(made, wanted);
  return python;
}

/** Runs a command to its end; throws where it fails. Its output goes to standard error. */
export function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${command} failed`, { cause: error });
}
