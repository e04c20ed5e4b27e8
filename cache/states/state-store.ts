import { copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, writeTemporary } from '../blobs/durable-file.js';
import type { NodeKey } from '../key/manifest.js';
import type { CheckpointRecord } from '../records/record.js';

/** A state without what its record says of the runs that need it. */
export type SavedState = Pick<CheckpointRecord, 'progress' | 'files'>;

/** Files of an earlier state of the same trajectory that become part of a new one. */
export interface CarriedOver {
  readonly from: SavedState;
  readonly names: readonly string[];
}

/**
 * States of trainings in progress: `states/<trajectory>/<progress>/<file>`. Unlike blobs they are replaced by the
 * next one and then deleted. A file that several states have lies on the disk once: it is linked, so that what a state
 * costs to write does not grow with what was kept before. May lie on a shared filesystem; written by workers.
 */
export class StateStore {
  readonly #folder: string;

  constructor(storeFolder: string) {
    this.#folder = storeFolder;
  }

  folder(trajectory: NodeKey, progress: number): string {
    return join(this.#folder, 'states', trajectory, String(progress));
  }

  /** Writes a state durably; it counts only once its record is committed. */
  async write(
    trajectory: NodeKey,
    progress: number,
    files: Readonly<Record<string, Uint8Array>>,
    carriedOver?: CarriedOver,
  ): Promise<CheckpointRecord['files']> {
    const folder = this.folder(trajectory, progress);
    await mkdir(folder, { recursive: true });
    const written = [];
    for (const [name, content] of Object.entries(files)) {
      const { temporaryPath, digest, sizeBytes } = await writeTemporary(join(this.#folder, 'tmp'), content);
      await rename(temporaryPath, join(folder, name));
      written.push({ name, digest, sizeBytes });
    }
    for (const name of carriedOver?.names ?? []) {
      const { from } = carriedOver!;
      const file = from.files.find((each) => each.name === name);
      if (!file) throw new Error(`bug: the state at ${from.progress} has no file ${name}`);
      await linkOrCopy(join(this.folder(trajectory, from.progress), name), join(folder, name));
      written.push(file);
    }
    await syncFolder(folder);
    await syncFolder(dirname(folder));
    return written;
  }

  async remove(trajectory: NodeKey, progress: number): Promise<void> {
    await rm(this.folder(trajectory, progress), { recursive: true, force: true });
  }
}

/** Gives a file a second name, or a durable copy where the filesystem has no links. */
async function linkOrCopy(path: string, to: string): Promise<void> {
  // A crash may have left a file there that no record names.
  await rm(to, { force: true });
  try {
    await link(path, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw error;
    await copyFile(path, to);
    const copy = await open(to, 'r');
    await copy.sync();
    await copy.close();
  }
}
