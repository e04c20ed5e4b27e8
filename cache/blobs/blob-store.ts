import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact, ArtifactFile } from '../artifact.js';
import type { Digest } from '../key/digest.js';
import { type FileContent, moveIntoPlace, writeTemporary } from './durable-file.js';

/** Content-addressed files: `blobs/ab/cdef…`. May lie on a shared filesystem and be written by several processes. */
export class BlobStore {
  readonly #folder: string;

  constructor(storeFolder: string) {
    this.#folder = storeFolder;
  }

  path(digest: Digest): string {
    return join(this.#folder, 'blobs', digest.slice(0, 2), digest.slice(2));
  }

  /** Stores content durably; content that is there already is not written twice. */
  async put(name: string, content: FileContent): Promise<ArtifactFile> {
    const pending = await writeTemporary(join(this.#folder, 'tmp'), content);
    const { digest, sizeBytes } = pending;
    if (this.#sizeBytes(digest) === sizeBytes) await rm(pending.temporaryPath);
    else await moveIntoPlace(pending.temporaryPath, this.path(digest));
    return { name, digest, sizeBytes };
  }

  /** Removes what writers that are gone left half-written; nobody else may be writing. */
  async clearTemporary(): Promise<void> {
    await rm(join(this.#folder, 'tmp'), { recursive: true, force: true });
  }

  /** The first file of an artifact that is missing or has another size, or undefined where all are there. */
  firstMissing(artifact: Artifact): ArtifactFile | undefined {
    return artifact.files.find((file) => this.#sizeBytes(file.digest) !== file.sizeBytes);
  }

  /** Moves a damaged blob aside, so that nothing takes it for good again; one that is gone already is no error. */
  quarantine(digest: Digest): void {
    const folder = join(this.#folder, 'quarantine');
    mkdirSync(folder, { recursive: true });
    if (existsSync(this.path(digest))) renameSync(this.path(digest), join(folder, digest));
  }

  #sizeBytes(digest: Digest): number | undefined {
    return statSync(this.path(digest), { throwIfNoEntry: false })?.size;
  }
}
