import { constants } from 'node:fs';
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../cache/blobs/blob-store.js';
import type { Result } from './results-of.js';

/** Copies to `folder/<instance>/<port>/<file>`; returns the paths written. */
export async function copyResults(
  results: readonly Result[],
  blobs: BlobStore,
  folder: string,
): Promise<string[]> {
  const written: string[] = [];
  for (const { instance, port, artifact } of results) {
    const target = join(folder, folderName(instance), port);
    await mkdir(target, { recursive: true });
    for (const { name, digest } of artifact.files) {
      const path = join(target, name);
      await copyFile(blobs.path(digest), path, constants.COPYFILE_FICLONE);
      await chmod(path, 0o644);
      written.push(path);
    }
  }
  return written;
}

/** An instance's name as one folder: labels may hold separators, which must not lead anywhere else. */
function folderName(instance: string): string {
  return instance.replaceAll(/[^\w.,=()[\] -]/gu, '_');
}
