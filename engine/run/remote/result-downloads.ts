import type { ArtifactFile } from '../../../cache/artifact.js';
import { WrongContent } from '../../../cache/blobs/blob-store.js';
import type { SmallContents } from '../../../cache/blobs/small-blobs.js';
import type { Digest } from '../../../cache/key/digest.js';
import type { NodeKey } from '../../../cache/key/manifest.js';
import type { RecordedOutputs } from '../../../cache/records/record.js';
import type { CacheClient } from '../../../cache/remote/cache-client.js';
import { RemoteError } from '../../../cache/remote/remote-error.js';
import { decodeRecord, filesOf, type SharedRecord } from '../../../cache/remote/shared-record.js';
import type { RunStore } from '../run-store.js';

/** A result of which every file is in the store by now, or in `contents`; only its record is still to be committed. */
export interface DownloadedResult {
  readonly record: SharedRecord;
  readonly contents: SmallContents;
  /** Of the files that were not here before. */
  readonly bytes: number;
}

/** Gets results from a remote cache. */
export class ResultDownloads {
  readonly #client: CacheClient;
  readonly #store: RunStore;
  readonly #signingKey: Buffer | undefined;
  /** Files of which the server has something else. */
  readonly damagedFiles = new Set<Digest>();

  constructor(client: CacheClient, store: RunStore, signingKey: Buffer | undefined) {
    this.#client = client;
    this.#store = store;
    this.#signingKey = signingKey;
  }

  /**
   * Undefined where the server has no such result, or not all of it; so, too, where it has another one than was here:
   * what was computed from that is to stay found. `ports`: output port → artifact type.
   */
  async download(
    key: NodeKey,
    ports: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<DownloadedResult | undefined> {
    const text = await this.#client.record(key, signal);
    if (text === undefined) return undefined;
    const record = decodeRecord(text, key, ports, this.#signingKey);
    if (this.#isAnother(key, record.outputs)) return undefined;
    const contents = new Map<Digest, Uint8Array>();
    let bytes = 0;
    for (const file of filesOf(record)) {
      const here = await this.#store.blobs.rewrite(file);
      const written = here ?? (await this.#downloadFile(file, signal));
      if (!written) return undefined;
      if (written.content) contents.set(file.digest, written.content);
      if (!here) bytes += file.sizeBytes;
    }
    return { record, contents, bytes };
  }

  /** Whether a result that was let go, or damaged, had other content. */
  #isAnother(key: NodeKey, found: RecordedOutputs): boolean {
    const { outputs, evicted } = this.#store.records;
    const known = outputs.get(key) ?? evicted.get(key) ?? {};
    return Object.entries(known).some(([port, { digest }]) => found[port]?.digest !== digest);
  }

  #downloadFile(file: ArtifactFile, signal: AbortSignal) {
    return this.#client.file(file, signal, async (pieces) => {
      try {
        const written = await this.#store.blobs.write(file.name, pieces, file.digest);
        if (written.sizeBytes === file.sizeBytes) return written;
      } catch (error) {
        if (!(error instanceof WrongContent)) throw error;
      }
      this.damagedFiles.add(file.digest);
      throw new RemoteError(`gives out something else under the name ${file.digest}`);
    });
  }
}
