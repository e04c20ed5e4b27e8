import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { SmallBlobs, SmallContents } from '../blobs/small-blobs.js';
import { type Digest, taggedDigest } from '../key/digest.js';
import type {
  CheckpointRecord,
  FileMemo,
  InstanceHistoryEntry,
  Lease,
  NodeRecord,
  RecordedOutputs,
  RunRecord,
} from './record.js';

/** Raised when the shape of what is stored changes; a store of another format is refused, not guessed at. */
const storeFormat = 2;

/** How many keys of an instance are remembered for `explain`. */
const rememberedKeys = 20;

/** Thrown where a store cannot be used; the message is for the user. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/**
 * The records of a store, in LMDB. Only coordinators open it, on their own machine; readers take no lock.
 * Reads are synchronous (memory-mapped); writes are grouped, and durable once their promise resolves.
 */
export class RecordStore {
  readonly #root: RootDatabase;
  readonly records: Database<NodeRecord, string>;
  readonly outputs: Database<RecordedOutputs, string>;
  readonly #contents: Database<Buffer, string>;
  readonly trajectories: Database<readonly CheckpointRecord[], string>;
  readonly leases: Database<Lease, string>;
  readonly runs: Database<RunRecord, string>;
  readonly #fileMemos: Database<FileMemo, string>;
  readonly #histories: Database<readonly InstanceHistoryEntry[], string>;

  readonly #readOnly: boolean;

  private constructor(folder: string, readOnly: boolean) {
    this.#readOnly = readOnly;
    this.#root = open({ path: join(folder, 'records'), maxDbs: 12, readOnly });
    // As fast to read as a binary form whose values each say what they are made of, and other programs read it, too.
    const database = <V>(name: string): Database<V, string> => this.#root.openDB({ name, encoding: 'json' });
    const meta = database<number>('meta');
    const found = meta.get('format');
    if (found === undefined && !readOnly) meta.putSync('format', storeFormat);
    else if (found !== undefined && found !== storeFormat) {
      void this.#root.close();
      throw new StoreError(
        `the store ${folder} has format ${found}, this micrograph reads format ${storeFormat}`,
      );
    }
    this.records = database('records');
    this.outputs = database('outputs');
    this.#contents = this.#root.openDB({ name: 'contents', encoding: 'binary' });
    this.trajectories = database('trajectories');
    this.leases = database('leases');
    this.runs = database('runs');
    this.#fileMemos = database('files');
    this.#histories = database('histories');
  }

  static exists(folder: string): boolean {
    return existsSync(join(folder, 'records', 'data.mdb'));
  }

  /** Opens for reading and writing; makes the store where there is none. */
  static open(folder: string): RecordStore {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
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

  /** Makes a result known, with the small files that it names: all of it or nothing. */
  async commit(
    key: string,
    record: NodeRecord,
    outputs: RecordedOutputs,
    contents: SmallContents = new Map(),
  ): Promise<void> {
    await this.transaction(() => {
      for (const [digest, content] of contents) void this.#contents.put(digest, Buffer.from(content));
      void this.records.put(key, record);
      void this.outputs.put(key, outputs);
    });
  }

  get smallBlobs(): SmallBlobs {
    return this.#contents;
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

  /** Resolves when everything written before is on the disk. */
  async flushed(): Promise<void> {
    await this.#root.flushed;
  }

  /** Runs `action` as one atomic read-and-write. */
  transaction<T>(action: () => T): Promise<T> {
    return this.#root.transaction(action);
  }

  async close(): Promise<void> {
    // The last one that closes takes LMDB's locks down, and whoever opens the store at that moment gets EINVAL. Ending
    // the process frees a reader, too, and leaves the locks.
    if (!this.#readOnly) await this.#root.close();
  }
}

function asStoreError(error: unknown, folder: string): Error {
  if (error instanceof StoreError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EROFS' || code === 'EACCES')
    return new StoreError(`the store ${folder} cannot be written to`);
  return new StoreError(
    `cannot open the store ${folder}: ${error instanceof Error ? error.message : String(error)}`,
  );
}

/** LMDB's keys end at 1,978 bytes: longer names go on as a digest, after a beginning by which they still sort. */
function fittingKey(name: string): string {
  if (Buffer.byteLength(name) <= 1_500) return name;
  return `${Buffer.from(name).subarray(0, 1_200).toString()}#${taggedDigest('name', name)}`;
}

function historyName(pipeline: string, instance: string): string {
  return fittingKey(`${pipeline}\u0000${instance}`);
}
