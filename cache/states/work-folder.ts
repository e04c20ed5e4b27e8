import { join } from 'node:path';
import type { NodeKey } from '../key/manifest.js';

/**
 * Where a node keeps what is not a result yet: `work/<key>/`. Written by whoever holds the key's lease, and deleted once
 * the key's record is committed.
 */
export function workFolder(storeFolder: string, key: NodeKey): string {
  return join(storeFolder, 'work', key);
}
