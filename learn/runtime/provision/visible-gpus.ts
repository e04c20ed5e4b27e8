import { basename, dirname } from 'node:path';
import { linkedAddon } from './link-addon.js';
import type { ProvisionSetup } from './provision-setup.js';

/** Whether the TensorFlow that is set up can compute on a GPU. */
export async function isForGpus(packageFolder: string): Promise<boolean> {
  const addon = await linkedAddon(packageFolder);
  return addon !== undefined && basename(dirname(addon)).endsWith('-gpu');
}

/**
 * The NVIDIA GPUs that this process may use, as CUDA_VISIBLE_DEVICES names them: those that it lists, else all that
 * the driver knows.
 */
export async function visibleGpus({
  env,
  run,
  signal,
}: Pick<ProvisionSetup, 'env' | 'run' | 'signal'>): Promise<readonly string[]> {
  const given = env['CUDA_VISIBLE_DEVICES'];
  if (given !== undefined) return namesIn(given);
  const asked = await run('nvidia-smi', ['--query-gpu=index', '--format=csv,noheader'], { env, signal });
  if (asked.exitCode !== 0) return [];
  return asked.stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^\d+$/.test(line));
}

/** CUDA takes the names up to the first that is none: `-1` hides all GPUs. */
function namesIn(list: string): string[] {
  const names = list.split(',').map((name) => name.trim());
  const end = names.findIndex((name) => name === '' || name.startsWith('-'));
  return end === -1 ? names : names.slice(0, end);
}
