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

  /** The outputs recorded for a key, where they are whole. */
  find(key: NodeKey): RecordedOutputs | undefined {
    const outputs = this.#store?.outputs.get(key);
    if (!outputs) return undefined;
    for (const [port, artifact] of Object.entries(outputs)) {
      const missing = this.#blobs.firstMissing(artifact);
      if (!missing) continue;
      const instance = this.#store?.records.get(key)?.instance ?? key;
      this.#damaged.push({ key, instance, file: `${port}/${missing.name}` });
      return undefined;
    }
    return outputs;
  }
}
