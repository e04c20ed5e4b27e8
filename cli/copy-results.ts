import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../cache/blobs/blob-store.js';
import { fileDigest, taggedDigest } from '../cache/key/digest.js';
import type { Result } from './results-of.js';
import { UserError } from './user-error.js';

/** Copies to `folder/<instance>/<port>/<file>`, checking what is copied; returns the paths written. */
export async function copyResults(
  results: readonly Result[],
  blobs: BlobStore,
  folder: string,
): Promise<string[]> {
  const names = folderNames(results.map(({ instance }) => instance));
  const written: string[] = [];
  for (const { instance, port, artifact } of results) {
    const target = join(folder, names.get(instance)!, port);
    await mkdir(target, { recursive: true });
    for (const file of artifact.files) {
      const { name, digest } = file;
      const path = join(target, name);
      const stored = blobs.filePath(file);
      await rm(path, { force: true });
      if (stored === undefined) await writeFile(path, (await blobs.read(file)) ?? '');
      else await copyFile(stored, path, constants.COPYFILE_FICLONE);
      if ((await fileDigest(path)) !== digest) {
        await rm(path);
        throw UserError.of(
          `${instance}.${port}: the stored file ${name} is damaged`,
          'delete it and run again',
        );
      }
      await chmod(path, 0o644);
      written.push(path);
    }
  }
  return written;
}

/** Each instance's name as one folder: labels may hold separators, which must not lead anywhere else. */
function folderNames(instances: readonly string[]): ReadonlyMap<string, string> {
  const plain = (instance: string) => instance.replaceAll(/[^\p{L}\p{N}_.,=()[\] -]/gu, '_');
  const distinct = [...new Set(instances)];
  const names = distinct.map(plain);
  return new Map(
    distinct.map((instance, at) => {
      const name = names[at]!;
      const isTaken = names.indexOf(name) !== names.lastIndexOf(name);
      return [instance, isTaken ? `${name}~${taggedDigest('folder', instance).slice(0, 8)}` : name];
    }),
  );
}
