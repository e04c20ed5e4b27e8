import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobStore } from '../cache/blobs/blob-store.js';
import { diskError } from '../cache/disk-error.js';
import { fileDigest, taggedDigest } from '../cache/key/digest.js';
import type { Result } from './results-of.js';
import { UserError } from './user-error.js';

/** Copies to `folder/<instance>/<port>/<file>`, checking what is copied; returns the paths written. */
export async function copyResults(
  results: readonly Result[],
  blobs: BlobStore,
  folder: string,
): Promise<string[]> {
  const written: string[] = [];
  for (const [result, target] of resultFolders(results, folder)) {
    written.push(...(await copyResult(result, blobs, target)));
  }
  return written;
}

/** The folder of each result: `folder/<instance>/<port>`. */
export function resultFolders(results: readonly Result[], folder: string): ReadonlyMap<Result, string> {
  const names = folderNames(results.map(({ instance }) => instance));
  return new Map(results.map((result) => [result, join(folder, names.get(result.instance)!, result.port)]));
}

/** Copies the files of one result into `target`. */
export async function copyResult(
  { instance, port, artifact }: Result,
  blobs: BlobStore,
  target: string,
): Promise<string[]> {
  const written: string[] = [];
  for (const file of artifact.files) {
    const { name, digest } = file;
    const path = join(target, name);
    const stored = blobs.filePath(file);
    // Names of files in a folder artifact have folders of their own.
    await mkdir(dirname(path), { recursive: true });
    await rm(path, { force: true });
    if (stored === undefined) await writeFile(path, (await blobs.read(file)) ?? '');
    else
      await copyFile(stored, path, constants.COPYFILE_FICLONE).catch((error) =>
        cannotCopy(stored, path, error),
      );
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
  return written;
}

/** The system does not say which of the two failed. */
function cannotCopy(from: string, to: string, error: unknown): never {
  const refused = diskError(error);
  throw refused === undefined ? error : UserError.of(`cannot copy ${from} to ${to}: ${refused}`);
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
