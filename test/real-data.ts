import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ExecutionContext } from 'ava';

/** Real images, which are not part of the project: `au/`, `cem/` and so on lie in this folder. */
const dataFolder = process.env['DATA'] ?? resolve(import.meta.dirname, '../../shared/data/em');

/**
 * The folder of real images called `name`, such as `au/images`. Where it is not there, the test passes with a log
 * line that says why, and undefined is returned.
 */
export function realData(t: ExecutionContext<unknown>, name: string): string | undefined {
  const folder = join(dataFolder, name);
  if (existsSync(folder)) return folder;
  t.log(`skipped: there is no ${folder}; DATA names the folder of real images`);
  t.pass();
  return undefined;
}
