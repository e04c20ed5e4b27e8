import { createHash } from 'node:crypto';
import type { Artifact } from '../../cache/artifact.js';
import { BlobStore } from '../../cache/blobs/blob-store.js';
import { type FileListing, readListing } from '../../cache/key/file-listing.js';
import type { NodeKey } from '../../cache/key/manifest.js';
import type { NodeRecord, RecordedOutputs } from '../../cache/records/record.js';
import type { RecordStore } from '../../cache/records/record-store.js';

/** A record that names a blob which is not there as it should be: taken for a miss, and said aloud. */
export interface DamagedRecord {
  readonly key: NodeKey;
  readonly instance: string;
  readonly file: string;
}

/** Finds records that can be used. A hit is checked: every blob must be there with its size. */
export class RecordLookup {
  readonly #storeFolder: string;
  #store: RecordStore | undefined;
  #blobs: BlobStore;
  readonly #damaged: DamagedRecord[] = [];
  readonly #evicted = new Set<NodeKey>();
  #accepted: ReadonlySet<NodeKey> | undefined;

  constructor(store: RecordStore | undefined, storeFolder: string) {
    this.#storeFolder = storeFolder;
    this.#store = store;
    this.#blobs = new BlobStore(storeFolder, store?.smallBlobs);
  }

  /** For a run whose plan was made before there was a store. */
  useStore(store: RecordStore): void {
    this.#store = store;
    this.#blobs = new BlobStore(this.#storeFolder, store.smallBlobs);
  }

  /** The damaged records found since the last call. */
  takeDamaged(): readonly DamagedRecord[] {
    return this.#damaged.splice(0);
  }

  /** The files that a record's digest of a param's files stands for; undefined where that is not known any more. */
  listing(record: NodeRecord | undefined, param: string): FileListing | undefined {
    const file = record?.listings?.find(({ name }) => name === param);
    const content = file && this.#blobs.readNow(file);
    return content && readListing(content, file.digest);
  }

  /** A file of the result recorded for a key, at once; undefined where it is not there as it was written. */
  content(key: NodeKey, artifact: Artifact, name: string): Uint8Array | undefined {
    const file = artifact.files.find((each) => each.name === name);
    const content = file && this.#blobs.readNow(file);
    if (!content || createHash('sha256').update(content).digest('hex') === file.digest) return content;
    const instance = this.#store?.records.get(key)?.instance ?? key;
    this.#damaged.push({ key, instance, file: name });
    return undefined;
  }

  /** The keys that were found though their content was let go. */
  get evicted(): ReadonlySet<NodeKey> {
    return this.#evicted;
  }

  /** From now on finds no results without their content but those that nobody needs. */
  acceptEvicted(keys: ReadonlySet<NodeKey>): void {
    this.#accepted = keys;
  }

  /** Whether a result is known by its digests alone. */
  isEvicted(key: NodeKey): boolean {
    return this.#store?.evicted.doesExist(key) === true;
  }

  /** The outputs recorded for a key, where they are whole, or where nobody needs their content. */
  find(key: NodeKey): RecordedOutputs | undefined {
    const outputs = this.#store?.outputs.get(key);
    if (!outputs) return this.#findEvicted(key);
    for (const [port, artifact] of Object.entries(outputs)) {
      const missing = this.#blobs.firstMissing(artifact);
      if (!missing) continue;
      const instance = this.#store?.records.get(key)?.instance ?? key;
      this.#damaged.push({ key, instance, file: `${port}/${missing.name}` });
      return undefined;
    }
    return outputs;
  }
  #findEvicted(key: NodeKey): RecordedOutputs | undefined {
    if (this.#accepted?.has(key) === false) return undefined;
    const outputs = this.#store?.evicted.get(key);
    if (outputs) this.#evicted.add(key);
    return outputs;
  }
}
