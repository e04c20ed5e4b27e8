import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { moveIntoPlace, writeTemporary } from '../blobs/durable-file.js';
import type { NodeKey } from '../key/manifest.js';
import type { CheckpointRecord } from '../records/record.js';

/**
 * States of trainings in progress: `states/<trajectory>/<progress>/<file>`. Unlike blobs they are replaced by the
 * next one and then deleted. May lie on a shared filesystem; written by workers.
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
  ): Promise<CheckpointRecord['files']> {
    const folder = this.folder(trajectory, progress);
    await mkdir(folder, { recursive: true });
    const written = [];
    for (const [name, content] of Object.entries(files)) {
      const pending = await writeTemporary(join(this.#folder, 'tmp'), content);
      await moveIntoPlace(pending.temporaryPath, join(folder, name));
      written.push({ name, digest: pending.digest, sizeBytes: pending.sizeBytes });
    }
    return written;
  }

  async remove(trajectory: NodeKey, progress: number): Promise<void> {
    await rm(this.folder(trajectory, progress), { recursive: true, force: true });
  }
}
