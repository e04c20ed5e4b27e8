import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest } from '../key/digest.js';

/** What was written under a temporary name, durable but not yet in place. */
export interface PendingFile {
  readonly temporaryPath: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

export type FileContent = Uint8Array | string | AsyncIterable<Uint8Array>;

/** Writes to a new name in `folder`, hashing on the way, and returns once the bytes are on the disk. */
export async function writeTemporary(
  folder: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<PendingFile> {
  await mkdir(folder, { recursive: true });
  const temporaryPath = join(folder, randomBytes(12).toString('hex'));
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(temporaryPath, 'wx', 0o444);
  try {
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      hash.update(piece);
      sizeBytes += piece.byteLength;
      // Writes all of it, piece by piece if it must; a bare write may stop short on a full disk without an error.
      await file.writeFile(piece);
    }
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(temporaryPath, { force: true });
    throw error;
  }
  await file.close();
  return { temporaryPath, digest: hash.digest('hex'), sizeBytes };
}

/** Moves a file into place so that a crash leaves either nothing or the whole file under `path`. */
export async function moveIntoPlace(temporaryPath: string, path: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await rename(temporaryPath, path);
  await syncFolder(folder);
}

/** Returns once the names in the folder are on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
