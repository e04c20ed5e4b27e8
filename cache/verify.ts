import { createHash } from 'node:crypto';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BlobStore } from './blobs/blob-store.js';
import { contentsOf } from './gc/candidates.js';
import { moveAside } from './gc/move-aside.js';
import { surveyStore } from './gc/survey.js';
import { type Digest, fileDigest } from './key/digest.js';
import type { NodeRecord } from './records/record.js';
import type { RecordStore } from './records/record-store.js';
import { StateStore } from './states/state-store.js';
import { missingAsUndefined, UnreadableFile } from './unreadable-file.js';

/** Content that is not what its name says, that is not there at all, or that the disk does not give out. */
export interface Damage {
  readonly kind: 'damaged' | 'missing' | 'unreadable';
  readonly digest: Digest;
  /** Where a file was moved to; not given where the store could not be written to. */
  readonly movedTo?: string;
  /** Of a file that cannot be read: it is left where it is, since it may be whole. */
  readonly path?: string;
  readonly error?: string;
  /** The results that name it, and trainings that could have gone on from it. */
  readonly affects: readonly { readonly instance: string; readonly pipeline: string }[];
}

export interface Verification {
  readonly files: number;
  readonly bytes: number;
  readonly damage: readonly Damage[];
}

export interface VerifyProgress {
  readonly bytes: number;
  readonly totalBytes: number;
}

/**
 * Reads everything anew and compares it with its digest. What is damaged is taken out of use, so that the next run
 * computes it again; safe beside runs.
 */
export async function verifyStore(
  records: RecordStore,
  folder: string,
  options: { readonly writable: boolean; readonly onProgress: (progress: VerifyProgress) => void },
): Promise<Verification> {
  const { blobs } = surveyStore(folder);
  const states = stateFiles(records, new StateStore(folder));
  const totalBytes = [...blobs.values(), ...states].reduce((sum, { bytes }) => sum + bytes, 0);
  const damaged = new Map<Digest, Finding>();
  const seen = { files: 0, bytes: 0 };
  const see = (bytes: number) => {
    seen.files++;
    seen.bytes += bytes;
    options.onProgress({ bytes: seen.bytes, totalBytes });
  };

  const files = [...blobs].map(([digest, { path, bytes }]) => ({ digest, path, bytes }));
  for (const { digest, path, bytes } of [...files, ...states]) {
    see(bytes);
    const before = statSync(path, { throwIfNoEntry: false });
    const found = before && (await fileDigest(path).catch(missingAsUndefined(path)).catch(asUnreadable));
    if (found === undefined || found === digest) continue;
    if (found instanceof UnreadableFile) {
      damaged.set(digest, { kind: 'unreadable', path, error: found.message });
      continue;
    }
    const to = quarantinePath(folder, digest, options.writable);
    const isMoved = to !== undefined && moveAside(path, to, ({ ino }) => ino === before?.ino);
    if (isMoved || to === undefined) damaged.set(digest, damagedAt(to));
  }
  for (const digest of [...records.smallDigests()]) {
    const content = records.smallBlobs.get(digest);
    if (!content) continue;
    see(content.byteLength);
    if (createHash('sha256').update(content).digest('hex') === digest) continue;
    const to = quarantinePath(folder, digest, options.writable);
    if (to !== undefined) {
      writeFileSync(to, content);
      await records.removeSmallBlob(digest);
    }
    damaged.set(digest, damagedAt(to));
  }
  return { ...seen, damage: describe(records, folder, damaged, states) };
}

/** A damage before it is known what it affects. */
type Finding = Pick<Damage, 'kind' | 'movedTo' | 'path' | 'error'>;

function damagedAt(movedTo: string | undefined): Finding {
  return { kind: 'damaged', ...(movedTo !== undefined && { movedTo }) };
}

function asUnreadable(error: unknown): UnreadableFile {
  if (error instanceof UnreadableFile) return error;
  throw error;
}

interface StateFile {
  readonly digest: Digest;
  readonly path: string;
  readonly bytes: number;
  readonly trajectory: string;
}

function stateFiles(records: RecordStore, states: StateStore): StateFile[] {
  return [...records.trajectories.getRange({})].flatMap(({ key: trajectory, value }) =>
    value.flatMap(({ progress, files }) =>
      files.map(({ name, digest, sizeBytes }) => {
        const path = join(states.folder(trajectory, progress), name);
        return { digest, path, bytes: sizeBytes, trajectory };
      }),
    ),
  );
}

function quarantinePath(folder: string, digest: Digest, writable: boolean): string | undefined {
  if (!writable) return undefined;
  mkdirSync(join(folder, 'quarantine'), { recursive: true });
  return join(folder, 'quarantine', digest);
}

/** Which results each damage affects, and what else they miss. */
function describe(
  records: RecordStore,
  folder: string,
  damaged: ReadonlyMap<Digest, Finding>,
  states: readonly StateFile[],
): Damage[] {
  const blobs = new BlobStore(folder, records.smallBlobs);
  const found = new Map<Digest, Damage & { affects: Damage['affects'][number][] }>();
  const damage = (digest: Digest) => {
    const { kind = 'missing', ...more } = damaged.get(digest) ?? {};
    const entry = found.get(digest) ?? { kind, digest, affects: [], ...more };
    found.set(digest, entry);
    return entry;
  };
  for (const digest of damaged.keys()) damage(digest);
  const trainings = new Map<string, NodeRecord>();
  for (const { key, value } of records.outputs.getRange({})) {
    const record = records.records.get(key);
    if (record?.trajectory !== undefined) trainings.set(record.trajectory, record);
    const missing = new Set(Object.values(value).flatMap((artifact) => blobs.missing(artifact)));
    for (const digest of contentsOf(value).keys()) {
      if (!damaged.has(digest) && !missing.has(digest)) continue;
      const { instance = key, pipeline = '' } = record ?? {};
      damage(digest).affects.push({ instance, pipeline });
    }
  }
  for (const { digest, trajectory } of states) {
    if (!damaged.has(digest)) continue;
    const { instance = `training ${trajectory.slice(0, 8)}`, pipeline = '' } =
      trainings.get(trajectory) ?? {};
    const { affects } = damage(digest);
    // The result of the training may have the same content.
    if (!affects.some((by) => by.instance === instance && by.pipeline === pipeline))
      affects.push({ instance, pipeline });
  }
  return [...found.values()];
}
