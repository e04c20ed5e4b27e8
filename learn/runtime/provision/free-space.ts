import { statfs } from 'node:fs/promises';
import { ProvisionError } from './provision-error.js';

export function diskFull(message: string): ProvisionError {
  const hint = 'Free some space, or set MICROGRAPH_CACHE to a folder on a larger disk.';
  return new ProvisionError('disk-full', message, hint);
}

/** @throws ProvisionError `disk-full` where this user may write fewer than `neededBytes` in the disk of `folder` */
export async function checkFreeSpace(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= neededBytes) return;
  const needed = `setting up TensorFlow needs ${gigabytes(neededBytes)} in ${folder}`;
  throw diskFull(`${needed}; ${gigabytes(free)} are free`);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
