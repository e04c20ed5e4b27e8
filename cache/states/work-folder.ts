import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeKey } from '../key/manifest.js';

/**
 * Where a node keeps what is not a result yet: `work/<key>/`. Written by whoever holds the key's lease, and deleted once
 * the key's record is committed.
 */
export function workFolder(storeFolder: string, key: NodeKey): string {
  return join(storeFolder, 'work', key);
}

/**
 * Takes what lies in a work folder out of its place: a run that was suspended, and lost the key's lease, may go on
 * writing there. gc deletes it.
 */
export async function setWorkAside(storeFolder: string, key: NodeKey, run: string): Promise<void> {
  const folder = workFolder(storeFolder, key);
  await rename(folder, `${folder}~${run}`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
