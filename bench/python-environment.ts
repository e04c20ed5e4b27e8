import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The Python of a virtual environment with the packages that a file of requirements lists. It is made where it is missing
 * or has others.
 */
export function pythonWith(requirements: string, folder: string): string {
  const python = join(folder, 'bin', 'python');
  const made = join(folder, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(made) && readFileSync(made, 'utf8') === wanted) return python;
  process.stderr.write(`installing ${wanted.trim().replaceAll('\n', ', ')} …\n`);
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
