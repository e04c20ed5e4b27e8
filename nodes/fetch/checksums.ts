import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Download } from './params.js';

/** SHA-256 of a file, and its MD5 where that is asked for; both in lower-case hexadecimal. */
export interface Checksums {
  readonly sha256: string;
  readonly md5: string | undefined;
}

export async function checksumsOf(path: string, withMd5: boolean, signal: AbortSignal): Promise<Checksums> {
  const sha256 = createHash('sha256');
  const md5 = withMd5 ? createHash('md5') : undefined;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    signal.throwIfAborted();
    sha256.update(piece);
    md5?.update(piece);
  }
  return { sha256: sha256.digest('hex'), md5: md5?.digest('hex') };
}

/** "has SHA-256 …, not …", or undefined for the right file. */
export function mismatch(found: Checksums, { sha256, md5 }: Download): string | undefined {
  if (sha256 !== undefined && sha256.toLowerCase() !== found.sha256)
    return `has SHA-256 ${found.sha256}, not ${sha256}`;
  if (md5 !== undefined && md5.toLowerCase() !== found.md5) return `has MD5 ${found.md5}, not ${md5}`;
  return undefined;
}
