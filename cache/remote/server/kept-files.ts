import { constants } from 'node:fs';
import { access, type FileHandle, mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { moveIntoPlace, writeTemporary } from '../../blobs/durable-file.js';

/** `ac`: records by key, `cas`: files by SHA-256; the names that Bazel's servers have for them. */
export const kinds = ['ac', 'cas'] as const;
export type Kind = (typeof kinds)[number];

/** How many files there are, and how large they are together. */
export interface Amount {
  files: number;
  bytes: number;
}

/** So much of the disk is left to others. */
const leftFreeBytes = 256 * 2 ** 20;

/** There is no room for a file. */
export class FullError extends Error {
  override readonly name = 'FullError';
}

/** A file of `cas` whose content is not what its name says. */
export class MismatchError extends Error {
  override readonly name = 'MismatchError';
}

/** The folder of a cache server: `ac/ab/cdef…` and `cas/ab/cdef…`, each file whole or not there. */
export class KeptFiles {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly amounts: Readonly<Record<Kind, Amount>> = {
    ac: { files: 0, bytes: 0 },
    cas: { files: 0, bytes: 0 },
  };
  /** Of uploads under way. */
  #expectedBytes = 0;

  private constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** Makes the folder where there is none, clears what uploads that broke off left, and counts what is there. */
  static async open(
    folder: string,
    options: { readonly maxBytes: number; readonly readOnly: boolean },
  ): Promise<KeptFiles> {
    const kept = new KeptFiles(folder, options.maxBytes);
    if (options.readOnly) await access(folder, constants.R_OK);
    else {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
      await rm(join(folder, 'tmp'), { recursive: true, force: true });
    }
    for (const kind of kinds) await kept.#count(kind);
    return kept;
  }

  /** Opens a file for reading; undefined where it is not there. */
  async read(kind: Kind, name: string): Promise<{ file: FileHandle; sizeBytes: number } | undefined> {
    try {
      const file = await open(this.#path(kind, name), 'r');
      return { file, sizeBytes: (await file.stat()).size };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async sizeBytes(kind: Kind, name: string): Promise<number | undefined> {
    const found = await stat(this.#path(kind, name)).catch(() => undefined);
    return found?.size;
  }

  /** Stores a file, durably; what had its name is replaced in one step. Throws `FullError` or `MismatchError`. */
  async write(
    kind: Kind,
    name: string,
    announcedBytes: number,
    content: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    await this.#checkRoom(announcedBytes);
    this.#expectedBytes += announcedBytes;
    try {
      const { temporaryPath, digest, sizeBytes } = await writeTemporary(join(this.#folder, 'tmp'), content);
      if (sizeBytes !== announcedBytes || (kind === 'cas' && digest !== name)) {
        await rm(temporaryPath, { force: true });
        throw new MismatchError(`this content has the SHA-256 ${digest}`);
      }
      const replacedBytes = await this.sizeBytes(kind, name);
      await moveIntoPlace(temporaryPath, this.#path(kind, name));
      this.amounts[kind].bytes += sizeBytes - (replacedBytes ?? 0);
      if (replacedBytes === undefined) this.amounts[kind].files++;
    } finally {
      this.#expectedBytes -= announcedBytes;
    }
  }

  async #checkRoom(sizeBytes: number): Promise<void> {
    const { ac, cas } = this.amounts;
    const { bavail, bsize } = await statfs(this.#folder);
    const isFull =
      ac.bytes + cas.bytes + this.#expectedBytes + sizeBytes > this.#maxBytes ||
      this.#expectedBytes + sizeBytes > bavail * bsize - leftFreeBytes;
    if (isFull) throw new FullError('there is no room for it');
  }

  async #count(kind: Kind): Promise<void> {
    const folders = await readdir(join(this.#folder, kind)).catch(() => []);
    for (const folder of folders) {
      for (const name of await readdir(join(this.#folder, kind, folder)).catch(() => [])) {
        this.amounts[kind].files++;
        this.amounts[kind].bytes += (await this.sizeBytes(kind, folder + name)) ?? 0;
      }
    }
  }

  #path(kind: Kind, name: string): string {
    return join(this.#folder, kind, name.slice(0, 2), name.slice(2));
  }
}
