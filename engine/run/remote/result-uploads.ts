import { createReadStream } from 'node:fs';
import type { ArtifactFile } from '../../../cache/artifact.js';
import type { Digest } from '../../../cache/key/digest.js';
import type { NodeKey } from '../../../cache/key/manifest.js';
import type { CacheClient } from '../../../cache/remote/cache-client.js';
import { encodeRecord, filesOf, type SharedRecord } from '../../../cache/remote/shared-record.js';
import type { RunStore } from '../run-store.js';

const readBytes = 256 * 1024;

/** Gives recorded results to a remote cache. */
export class ResultUploads {
  readonly #client: CacheClient;
  readonly #store: RunStore;
  readonly #signingKey: Buffer | undefined;
  /** Files of which the server has something else, so that it is no use to ask whether it has them. */
  readonly #damagedFiles: ReadonlySet<Digest>;
  /** Files that are there, or on their way. */
  readonly #files = new Map<Digest, Promise<number>>();

  constructor(
    client: CacheClient,
    store: RunStore,
    signingKey: Buffer | undefined,
    damagedFiles: ReadonlySet<Digest>,
  ) {
    this.#client = client;
    this.#store = store;
    this.#signingKey = signingKey;
    this.#damagedFiles = damagedFiles;
  }

  /** Resolves with how much was sent; undefined where the result is recorded no longer. */
  async upload(
    key: NodeKey,
    signal: AbortSignal,
  ): Promise<{ readonly instance: string; readonly bytes: number } | undefined> {
    const { records, outputs: recorded } = this.#store.records;
    const [found, outputs] = [records.get(key), recorded.get(key)];
    if (!found || !outputs) return undefined;
    const { instance, computedAt, durationMs, attempts, environment } = found;
    const record: SharedRecord = { key, outputs, computedAt, durationMs, attempts, environment };
    let bytes = 0;
    for (const file of filesOf(record)) bytes += await this.#uploadFile(file, signal);
    // The record comes last: whoever finds it finds its files.
    await this.#client.putRecord(key, encodeRecord(record, this.#signingKey), signal);
    return { instance, bytes };
  }

  /** Sees to it that a file is on the server; resolves with how many bytes it was sent. */
  async #uploadFile(file: ArtifactFile, signal: AbortSignal): Promise<number> {
    const { digest } = file;
    const earlier = this.#files.get(digest);
    if (earlier) return earlier.then(() => 0);
    const upload = this.#send(file, signal);
    this.#files.set(digest, upload);
    upload.catch(() => this.#files.delete(digest));
    return upload;
  }

  async #send(file: ArtifactFile, signal: AbortSignal): Promise<number> {
    const isThere = !this.#damagedFiles.has(file.digest) && (await this.#client.hasFile(file, signal));
    if (isThere) return 0;
    const { blobs } = this.#store;
    const path = blobs.filePath(file);
    if (path !== undefined) {
      await this.#client.putFile(file, () => createReadStream(path, { highWaterMark: readBytes }), signal);
    } else {
      const content = await blobs.read(file);
      if (!content) throw new Error(`the file ${file.name} is not in the store any more`);
      await this.#client.putFile(file, () => content, signal);
    }
    return file.sizeBytes;
  }
}
