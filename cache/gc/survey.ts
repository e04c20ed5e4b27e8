import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../key/digest.js';

/** A file of the store, or a folder with all that is in it. */
export interface Stored {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  /** When it, or the newest thing in it, was written last. */
  readonly modifiedMs: number;
}

/** What lies in the store's folders, beside the database. */
export interface Survey {
  /** By digest. */
  readonly blobs: ReadonlyMap<Digest, Stored>;
  /** By trajectory. */
  readonly states: ReadonlyMap<string, Stored>;
  /** Folders with the events of runs, by run. */
  readonly runs: ReadonlyMap<string, Stored>;
  readonly work: readonly Stored[];
  readonly temporary: readonly Stored[];
  readonly damaged: readonly Stored[];
}

/** Looks at every name in a store. What others delete meanwhile is left out. */
export function surveyStore(folder: string): Survey {
  const blobs = new Map<Digest, Stored>();
  for (const { name: start } of list(join(folder, 'blobs'))) {
    for (const stored of storedIn(join(folder, 'blobs', start))) blobs.set(start + stored.name, stored);
  }
  return {
    blobs,
    states: new Map(storedIn(join(folder, 'states')).map((stored) => [stored.name, stored])),
    runs: new Map(storedIn(join(folder, 'runs')).map((stored) => [stored.name, stored])),
    work: storedIn(join(folder, 'work')),
    temporary: storedIn(join(folder, 'tmp')),
    damaged: storedIn(join(folder, 'quarantine')),
  };
}

function storedIn(folder: string): Stored[] {
  return list(folder).flatMap(({ name }) => {
    const path = join(folder, name);
    const size = sizeOf(path);
    return size ? [{ path, name, ...size }] : [];
  });
}

function sizeOf(path: string): Pick<Stored, 'bytes' | 'modifiedMs'> | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  // States share files: each name of one has its part.
  if (!found.isDirectory()) return { bytes: Math.round(found.size / found.nlink), modifiedMs: found.mtimeMs };
  let [bytes, modifiedMs] = [0, found.mtimeMs];
  for (const { name } of list(path)) {
    const within = sizeOf(join(path, name));
    bytes += within?.bytes ?? 0;
    modifiedMs = Math.max(modifiedMs, within?.modifiedMs ?? 0);
  }
  return { bytes, modifiedMs };
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
