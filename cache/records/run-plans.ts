import type { Database } from 'lmdb';
import { type Digest, taggedDigest } from '../key/digest.js';

/** What a run was asked to do. Which keys its instances have stands in its list of keys, by the same numbers. */
export interface RunSnapshot {
  /** The pipeline's document. */
  readonly document: Readonly<Record<string, unknown>>;
  /** The instances' names by their numbers; null where one is left out. */
  readonly instances: readonly (string | null)[];
}

/** Stands in lists for keys that were not known. */
const unknownKey = '0'.repeat(64);

/**
 * Lists of keys and snapshots that the records of runs name. Runs that plan the same share them. They are stored and
 * removed within the transactions that change those records, so none is named that is not there.
 */
export class RunPlans {
  readonly #keyLists: Database<Buffer, string>;
  readonly #snapshots: Database<RunSnapshot, string>;

  constructor(keyLists: Database<Buffer, string>, snapshots: Database<RunSnapshot, string>) {
    this.#keyLists = keyLists;
    this.#snapshots = snapshots;
  }

  /** Stores the keys that a run plans with, and returns their name. */
  putKeys(keys: readonly (Digest | undefined)[]): Digest {
    const list = keys.map((key) => key ?? unknownKey).join('');
    const name = taggedDigest('keys', list);
    if (!this.#keyLists.doesExist(name)) void this.#keyLists.put(name, Buffer.from(list, 'hex'));
    return name;
  }

  /** Undefined for what was not known. */
  keys(name: Digest): (Digest | undefined)[] {
    const list = this.#keyLists.get(name)?.toString('hex') ?? '';
    return Array.from({ length: list.length / unknownKey.length }, (_, at) => {
      const key = list.slice(unknownKey.length * at, unknownKey.length * (at + 1));
      return key === unknownKey ? undefined : key;
    });
  }

  /** Stores a snapshot that is not there yet. */
  putSnapshot(name: Digest, make: () => RunSnapshot): void {
    if (!this.#snapshots.doesExist(name)) void this.#snapshots.put(name, make());
  }

  snapshot(name: Digest): RunSnapshot | undefined {
    return this.#snapshots.get(name);
  }

  /** Of all lists and snapshots. */
  names(): Digest[] {
    return [...this.#keyLists.getKeys({}), ...this.#snapshots.getKeys({})];
  }

  remove(name: Digest): void {
    void this.#keyLists.remove(name);
    void this.#snapshots.remove(name);
  }
}
