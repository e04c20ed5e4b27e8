import { stat } from 'node:fs/promises';
import { fileDigest } from '../../cache/key/digest.js';
import type { FileMemo } from '../../cache/records/record.js';
import type { RecordStore } from '../../cache/records/record-store.js';
import { bug } from '../bug.js';

/**
 * Digests of the user's files. A digest is taken from the store where the file's identity, size and times are those
 * it was made with; otherwise the file is read. New digests are kept until `save`, so that planning alone writes nothing.
 */
export class FileDigests {
  readonly #store: RecordStore | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #made = new Map<string, FileMemo>();
  readonly #changedNs = new Map<string, string>();

  /** `signal` ends the reading of files; `of` then rejects with its reason. */
  constructor(store: RecordStore | undefined, signal: AbortSignal | undefined) {
    this.#store = store;
    this.#signal = signal;
  }

  async of(path: string): Promise<string> {
    const before = await identityOf(path);
    this.#changedNs.set(path, before.changedNs);
    const memo = this.#made.get(path) ?? this.#store?.fileMemo(path);
    if (memo && sameFile(memo, before)) return memo.digest;
    const digest = await fileDigest(path, this.#signal);
    const after = await identityOf(path);
    if (sameFile(before, after) && isSettled(after)) this.#made.set(path, { ...after, digest });
    return digest;
  }

  /** When a file that was asked for had last been changed then, as its filesystem counts it. */
  changedNs(path: string): string {
    return this.#changedNs.get(path) ?? bug(`${path} was never looked at`);
  }

  async save(store: RecordStore): Promise<void> {
    await Promise.all([...this.#made].map(([path, memo]) => store.rememberFile(path, memo)));
  }
}

/** Times tick coarsely: a file changed just now could change again without its times showing it. */
function isSettled({ changedNs }: FileIdentity): boolean {
  return BigInt(Date.now()) * 1_000_000n - BigInt(changedNs) > 2_000_000_000n;
}

type FileIdentity = Omit<FileMemo, 'digest'>;

async function identityOf(path: string): Promise<FileIdentity> {
  const found = await stat(path, { bigint: true });
  return {
    device: Number(found.dev),
    inode: Number(found.ino),
    sizeBytes: Number(found.size),
    modifiedNs: String(found.mtimeNs),
    changedNs: String(found.ctimeNs),
  };
}

function sameFile(a: FileIdentity, b: FileIdentity): boolean {
  return (
    a.device === b.device &&
    a.inode === b.inode &&
    a.sizeBytes === b.sizeBytes &&
    a.modifiedNs === b.modifiedNs &&
    a.changedNs === b.changedNs
  );
}
