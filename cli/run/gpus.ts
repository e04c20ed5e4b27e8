import { tfjsPackageFolder } from '../../learn/runtime/provision/provision-setup.js';
import { runCommand } from '../../learn/runtime/provision/run-command.js';
import { isForGpus, visibleGpus } from '../../learn/runtime/provision/visible-gpus.js';
import { UserError } from '../user-error.js';

/**
 * The GPUs that a run uses: the first `count` of those that there are; all of them where it is not given and
 * TensorFlow can use them.
 */
export async function usedGpus(count: number | undefined): Promise<readonly string[]> {
  if (count === 0) return [];
  if (count === undefined && !(await isForGpus(tfjsPackageFolder()))) return [];
  const { signal } = new AbortController();
  const found = await visibleGpus({ env: process.env, run: runCommand, signal });
  if (count === undefined) return found;
  // Where there is no nvidia-smi to ask, the user knows.
  if (found.length === 0) return Array.from({ length: count }, (_, index) => String(index));
  if (count > found.length)
    throw UserError.of(`--gpus ${count}: there are ${found.length} (${found})`, 'ask for fewer');
  return found.slice(0, count);
}
