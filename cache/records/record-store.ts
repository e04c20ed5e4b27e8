import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, RootDatabase } from 'lmdb';
import type { SmallBlobs, SmallContents } from '../blobs/small-blobs.js';
import { type Digest, taggedDigest } from '../key/digest.js';
import { openEnvironment } from './open-environment.js';
import type {
  CheckpointRecord,
  FileMemo,
  InstanceHistoryEntry,
  Lease,
  NodeRecord,
  RecordedOutputs,
  RunRecord,
  TimingRecord,
} from './record.js';
import { RunPlans } from './run-plans.js';
import { asStoreError, StoreError } from './store-error.js';
import { isFailedCommit, writeError } from './write-error.js';

export { StoreError };

/** Raised when the shape of what is stored changes; a store of another format is refused, not guessed at. */
const storeFormat = 2;

/** What a new store takes at once, and a little more. */
const emptyStoreBytes = 256 * 1024;

/** How many keys of an instance are remembered for `explain`. */
const rememberedKeys = 20;

/**
 * The records of a store, in LMDB. Only coordinators open it, on their own machine; readers take no lock.
 * Reads are synchronous (memory-mapped); writes are grouped, and durable once their promise resolves.
 */
export class RecordStore {
  readonly #root: RootDatabase;
  readonly records: Database<NodeRecord, string>;
  readonly outputs: Database<RecordedOutputs, string>;
  /** Outputs whose content was let go: what they were is known still, by their digests. */
  readonly evicted: Database<RecordedOutputs, string>;
  readonly #contents: Database<Buffer, string>;
  readonly trajectories: Database<readonly CheckpointRecord[], string>;
  readonly leases: Database<Lease, string>;
  readonly runs: Database<RunRecord, string>;
  readonly plans: RunPlans;
  readonly #meta: Database<number, string>;
  readonly #fileMemos: Database<FileMemo, string>;
  readonly #histories: Database<readonly InstanceHistoryEntry[], string>;
  /** Missing in a store that is only read and was made before there were timings. */
  readonly #timings: Database<TimingRecord, string> | undefined;

  #hasFailed = false;

  private constructor(folder: string, readOnly: boolean) {
    // With batching by event turns lmdb keeps a promise to itself whose rejection, on a full disk, would end the process.
    const options = { path: join(folder, 'records'), maxDbs: 24, readOnly, eventTurnBatching: false };
    this.#root = openEnvironment(options);
    // As fast to read as a binary form whose values each say what they are made of, and other programs read it, too.
    const database = <V>(name: string, encoding: 'json' | 'binary' = 'json'): Database<V, string> =>
      this.#sayingWhy(this.#root.openDB({ name, encoding })) ?? (empty as Database<V, string>);
    this.#meta = database('meta');
    const found = this.#meta.get('format');
    if (found === undefined && !readOnly) this.#meta.putSync('format', storeFormat);
    else if (found !== undefined && found !== storeFormat) {
      void this.#root.close();
      throw new StoreError(otherFormat(folder, found));
    }
    this.records = database('records');
    this.outputs = database('outputs');
    this.evicted = database('evicted');
    this.#contents = database('contents', 'binary');
    this.plans = new RunPlans(database('keyLists', 'binary'), database('snapshots'));
    this.trajectories = database('trajectories');
    this.leases = database('leases');
    this.runs = database('runs');
    this.#fileMemos = database('files');
    this.#histories = database('histories');
    this.#timings = database('timings');
  }

  static exists(folder: string): boolean {
    return existsSync(join(folder, 'records', 'data.mdb'));
  }

  /** Opens for reading and writing; makes the store where there is none. */
  static open(folder: string): RecordStore {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      if (!RecordStore.exists(folder)) checkSpace(folder);
      return new RecordStore(folder, false);
    } catch (error) {
      throw asStoreError(error, folder);
    }
  }

  /** Opens for reading, or returns undefined where there is no store. Never writes. */
  static openExisting(folder: string): RecordStore | undefined {
    if (!RecordStore.exists(folder)) return undefined;
    try {
      return new RecordStore(folder, true);
    } catch (error) {
      throw asStoreError(error, folder);
    }
  }

  /**
   * Makes a result known, with the small files that it names: all of it or nothing. What `instead` gives, asked within
   * the transaction, is recorded already and stays. Resolves with the outputs that are recorded now.
   */
  async commit(
    key: string,
    record: NodeRecord,
    outputs: RecordedOutputs,
    contents: SmallContents = new Map(),
    instead: () => RecordedOutputs | undefined = () => undefined,
  ): Promise<RecordedOutputs> {
    return this.transaction(() => {
      const recorded = instead();
      if (recorded) return recorded;
      for (const [digest, content] of contents) void this.#contents.put(digest, Buffer.from(content));
      void this.records.put(key, record);
      void this.outputs.put(key, outputs);
      if (this.evicted.doesExist(key)) void this.evicted.remove(key);
      return outputs;
    });
  }

  /** Lets go of a result's content, within a transaction: what it was stays known. */
  evict(key: string): void {
    const outputs = this.outputs.get(key);
    if (!outputs) return;
    void this.evicted.put(key, outputs);
    void this.outputs.remove(key);
  }

  /** Raised by whoever evicts: a plan that was made before may count on what is gone. */
  get evictions(): number {
    return this.#meta.get('evictions') ?? 0;
  }

  countEviction(): void {
    void this.#meta.put('evictions', this.evictions + 1);
  }

  /** The newest run of a pipeline but for one. */
  lastRun(pipeline: string, besides: string): RunRecord | undefined {
    // They are named by when they began.
    for (const { value } of this.runs.getRange({ reverse: true })) {
      if (value.pipeline === pipeline && value.id !== besides) return value;
    }
    return undefined;
  }

  /** The digests of all small contents. */
  smallDigests(): Iterable<Digest> {
    return this.#contents.getKeys({});
  }

  /** The keys that a pipeline's instances had last, whichever run they were in. */
  *newestKeys(pipeline: string): Iterable<Digest> {
    const start = historyName(pipeline, '');
    for (const { value } of this.#histories.getRange({ start, end: `${start}\uffff` })) {
      const newest = value.at(-1);
      if (newest) yield newest.key;
    }
  }

  get smallBlobs(): SmallBlobs {
    const contents = this.#contents;
    return {
      get: (digest) => contents.get(digest),
      sizeBytes: (digest) => contents.getBinaryFast(digest)?.length,
    };
  }

  /** Forgets small content that is damaged, so that nothing takes it for good again. */
  async removeSmallBlob(digest: Digest): Promise<void> {
    await this.#contents.remove(digest);
  }

  history(pipeline: string, instance: string): readonly InstanceHistoryEntry[] {
    return this.#histories.get(historyName(pipeline, instance)) ?? [];
  }

  /** Every remembered instance of a node, newest key last. */
  *historiesOf(pipeline: string, node: string): Iterable<readonly [string, readonly InstanceHistoryEntry[]]> {
    const start = historyName(pipeline, node);
    for (const { key, value } of this.#histories.getRange({ start, end: `${start}\uffff` })) {
      const instance = key.slice(pipeline.length + 1);
      if (instance === node || instance.startsWith(`${node}[`)) yield [instance, value];
    }
  }

  /** Notes the key that an instance has now; nothing is written where it is the newest one already. */
  async remember(pipeline: string, instance: string, entry: InstanceHistoryEntry): Promise<void> {
    const earlier = this.history(pipeline, instance);
    if (earlier.at(-1)?.key === entry.key) return;
    const kept = [...earlier.filter(({ key }) => key !== entry.key), entry].slice(-rememberedKeys);
    await this.#histories.put(historyName(pipeline, instance), kept);
  }

  fileMemo(path: string): FileMemo | undefined {
    return this.#fileMemos.get(fittingKey(path));
  }

  async rememberFile(path: string, memo: FileMemo): Promise<void> {
    await this.#fileMemos.put(fittingKey(path), memo);
  }

  timing(type: string, kind: Digest): TimingRecord | undefined {
    return this.#timings?.get(`${type} ${kind}`);
  }

  /** Of a node type, some kinds. */
  timingsOf(type: string, limit: number): readonly TimingRecord[] {
    const range = this.#timings?.getRange({ start: `${type} `, end: `${type}!`, limit });
    return [...(range ?? [])].map(({ value }) => value);
  }

  async saveTiming(type: string, kind: Digest, record: TimingRecord): Promise<void> {
    await this.#timings?.put(`${type} ${kind}`, record);
  }

  /** Runs `action` as one atomic read-and-write, and resolves when it is durable. */
  transaction<T>(action: () => T): Promise<T> {
    return this.#written(this.#root.transaction(action));
  }

  async close(): Promise<void> {
    // Where a write failed, lmdb waits for it for ever.
    if (!this.#hasFailed) await this.#root.close();
  }

  /** Makes the writes of a database say why, where they fail. Those in a transaction fail with it. */
  #sayingWhy<V>(database: Database<V, string> | undefined): Database<V, string> | undefined {
    if (!database) return undefined;
    const { put, remove } = database;
    const written = (write: Promise<boolean>) => ('isSync' in write ? write : this.#written(write));
    return Object.assign(database, {
      put: (...given: Parameters<typeof put>) => written(put.apply(database, given)),
      remove: (...given: Parameters<typeof remove>) => written(remove.apply(database, given)),
    });
  }

  async #written<T>(write: Promise<T>): Promise<T> {
    try {
      return await write;
    } catch (error) {
      this.#hasFailed ||= isFailedCommit(error);
      throw await writeError(error);
    }
  }
}

/** Stands for what a store does not have, where it is only read: it is from before that, or its maker is not done with it. */
const empty = {
  get: () => undefined,
  getBinaryFast: () => undefined,
  doesExist: () => false,
  getRange: () => [],
  getKeys: () => [],
} as unknown;

/** lmdb maps its lock file into memory before it is certain to have room, and then ends the process. */
function checkSpace(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < emptyStoreBytes)
    throw new StoreError(`cannot make the store ${folder}: no space left on the disk`);
}

function otherFormat(folder: string, found: number): string {
  return found > storeFormat
    ? `the store ${folder} was written by a newer micrograph (format ${found}; this one reads ${storeFormat}): use that one, or another store with --store`
    : `the store ${folder} was written by an older micrograph (format ${found}; this one reads ${storeFormat}): use another store with --store`;
}

/** LMDB's keys end at 1,978 bytes: longer names go on as a digest, after a beginning by which they still sort. */
function fittingKey(name: string): string {
  if (Buffer.byteLength(name) <= 1_500) return name;
  return `${Buffer.from(name).subarray(0, 1_200).toString()}#${taggedDigest('name', name)}`;
}

function historyName(pipeline: string, instance: string): string {
  return fittingKey(`${pipeline}\u0000${instance}`);
}
