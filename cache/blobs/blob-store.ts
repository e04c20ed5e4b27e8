import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact, ArtifactFile } from '../artifact.js';
import { type Digest, fileDigest } from '../key/digest.js';
import { missingAsUndefined } from '../unreadable-file.js';
import { type FileContent, moveIntoPlace, writeTemporary } from './durable-file.js';
import { isSmall, type SmallBlobs, smallOrAll } from './small-blobs.js';

/** Content that has another digest than it should. */
export class WrongContent extends Error {
  override readonly name = 'WrongContent';
}

/** A file that was written; `content` where it is small, and still to be committed with the record that names it. */
export interface WrittenFile extends ArtifactFile {
  readonly content?: Uint8Array;
}

const nothing: SmallBlobs = { get: () => undefined };

/**
 * Content by its digest. What is not small is a file, `blobs/ab/cdef…`: these may lie on a shared filesystem and be
 * written by several processes. Small content lies wherever the maker of this object says.
 */
export class BlobStore {
  readonly #folder: string;
  readonly #small: SmallBlobs;

  constructor(storeFolder: string, small: SmallBlobs = nothing) {
    this.#folder = storeFolder;
    this.#small = small;
  }

  /**
   * Stores content, durably where it is not small. What is there already is replaced by the same: a file's time says
   * when it was written last, by which gc knows what may not be recorded yet. Where the digest is known in advance,
   * other content is kept nowhere, and `WrongContent` thrown.
   */
  async write(name: string, content: FileContent, expected?: Digest): Promise<WrittenFile> {
    const all = await smallOrAll(content);
    if (all instanceof Uint8Array) {
      const digest = createHash('sha256').update(all).digest('hex');
      if (expected !== undefined && digest !== expected) throw new WrongContent();
      return { name, digest, sizeBytes: all.byteLength, content: all };
    }
    const pending = await writeTemporary(join(this.#folder, 'tmp'), all);
    const { digest, sizeBytes } = pending;
    if (expected !== undefined && digest !== expected) {
      await rm(pending.temporaryPath);
      throw new WrongContent();
    }
    await moveIntoPlace(pending.temporaryPath, this.#path(digest));
    return { name, digest, sizeBytes };
  }

  /** As if what is there were written anew, its content unread; undefined where that cannot be, and it is to be written. */
  async rewrite(file: ArtifactFile): Promise<WrittenFile | undefined> {
    if (this.#isMissing(file)) return undefined;
    const path = this.filePath(file);
    if (path === undefined) {
      const content = await this.read(file);
      return content && { ...file, content };
    }
    const now = new Date();
    // It may be somebody else's file, or on its way out.
    return utimes(path, now, now).then(
      () => file,
      () => undefined,
    );
  }

  /** The whole content; undefined where it is not there. Not checked against the digest. Throws `UnreadableFile`. */
  async read({ digest, sizeBytes }: ArtifactFile): Promise<Buffer | undefined> {
    if (isSmall(sizeBytes)) {
      const content = this.#small.get(digest);
      return content && Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    }
    const path = this.#path(digest);
    return readFile(path).catch(missingAsUndefined(path));
  }

  /** The same at once, for what is looked at in passing. */
  readNow({ digest, sizeBytes }: ArtifactFile): Uint8Array | undefined {
    if (isSmall(sizeBytes)) return this.#small.get(digest);
    const path = this.#path(digest);
    try {
      return readFileSync(path);
    } catch (error) {
      return missingAsUndefined(path)(error);
    }
  }

  /** SHA-256 of what is there under a digest, read anew; undefined where nothing is. Throws `UnreadableFile`. */
  async digestOfContent(file: ArtifactFile): Promise<Digest | undefined> {
    const path = this.filePath(file);
    if (path !== undefined) return fileDigest(path).catch(missingAsUndefined(path));
    const content = this.#small.get(file.digest);
    return content && createHash('sha256').update(content).digest('hex');
  }

  /** The file that holds the content; small content has none. */
  filePath({ digest, sizeBytes }: ArtifactFile): string | undefined {
    return isSmall(sizeBytes) ? undefined : this.#path(digest);
  }

  /** A file with the content, for what can only be told a path: small content is written to a temporary one. */
  openablePath(file: ArtifactFile): string {
    const path = this.filePath(file);
    if (path !== undefined) return path;
    const copy = join(this.#folder, 'tmp', `small-${file.digest}`);
    if (!existsSync(copy)) {
      const content = this.#small.get(file.digest);
      if (!content) throw new Error(`bug: the small file ${file.name} was not given with the task`);
      mkdirSync(join(this.#folder, 'tmp'), { recursive: true });
      const unfinished = `${copy}-${process.pid}`;
      writeFileSync(unfinished, content);
      renameSync(unfinished, copy);
    }
    return copy;
  }

  /** Removes what writers that are gone left half-written: files last written before a time at which nobody else wrote. */
  async clearTemporary(beforeMs: number): Promise<void> {
    const folder = join(this.#folder, 'tmp');
    const names = await readdir(folder).catch(missingAsUndefined(folder));
    for (const name of names ?? []) {
      const path = join(folder, name);
      if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? beforeMs) < beforeMs)
        await rm(path, { recursive: true, force: true });
    }
  }

  /** Whether a result's large files are there; its small ones lie with its record. */
  hasLargeFiles(artifact: Artifact): boolean {
    return artifact.files.every(
      ({ digest, sizeBytes }) => isSmall(sizeBytes) || this.#sizeBytes(digest) === sizeBytes,
    );
  }

  /** The first file of an artifact that is missing or has another size, or undefined where all are there. */
  firstMissing(artifact: Artifact): ArtifactFile | undefined {
    return artifact.files.find((file) => this.#isMissing(file));
  }

  /** The digests of all of an artifact's files that are missing or have another size. */
  missing(artifact: Artifact): Digest[] {
    return artifact.files.filter((file) => this.#isMissing(file)).map(({ digest }) => digest);
  }

  #isMissing({ digest, sizeBytes }: ArtifactFile): boolean {
    if (!isSmall(sizeBytes)) return this.#sizeBytes(digest) !== sizeBytes;
    const small = this.#small;
    const found = small.sizeBytes ? small.sizeBytes(digest) : small.get(digest)?.byteLength;
    return found !== sizeBytes;
  }

  /** Moves a damaged file aside, so that nothing takes it for good again; one that is gone already is no error. */
  quarantine(digest: Digest): void {
    const folder = join(this.#folder, 'quarantine');
    mkdirSync(folder, { recursive: true });
    if (existsSync(this.#path(digest))) renameSync(this.#path(digest), join(folder, digest));
  }

  #path(digest: Digest): string {
    return join(this.#folder, 'blobs', digest.slice(0, 2), digest.slice(2));
  }

  #sizeBytes(digest: Digest): number | undefined {
    return statSync(this.#path(digest), { throwIfNoEntry: false })?.size;
  }
}
