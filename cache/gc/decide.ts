import { isSmall } from '../blobs/small-blobs.js';
import type { Digest } from '../key/digest.js';
import type { RecordStore } from '../records/record-store.js';
import { type Candidate, Claims, findCandidates, isLeased } from './candidates.js';
import { findKept, type GcRequest } from './kept.js';
import { oldRuns, unnamedByRuns } from './old-runs.js';
import type { Stored, Survey } from './survey.js';

/** Why something is let go. */
export type Why =
  /** No pipeline that was named and no run that is kept uses it. */
  | 'not-needed'
  /** A run that is not among the newest, of which it was said how many are kept. */
  | 'older-run'
  /** Nobody used it for longer than asked for. */
  | 'not-used'
  /** Nobody used it for longest, and the store is too large. */
  | 'too-large'
  /** No record names it: it is of attempts that failed or were killed, or of results that were let go before. */
  | 'unnamed'
  /** What a node kept of its work, when its result is recorded or another run has taken the work over. */
  | 'left-over'
  /** Half-written files. */
  | 'temporary'
  /** Damaged content that was moved aside. */
  | 'damaged';

/** One thing that is let go. */
export interface Garbage {
  readonly why: Why;
  readonly what: 'result' | 'training' | 'run' | 'work' | 'content' | 'file';
  /** The key of a result or a training, the id of a run, the digest of a content, or a file's name. */
  readonly name: string;
  /** What this frees; content that others need, too, is not counted. */
  readonly bytes: number;
  readonly type?: string;
  readonly instance?: string;
  readonly pipeline?: string;
  /** ISO 8601. */
  readonly lastUsed?: string;
}

/** What gc would do to a store, and what stays. */
export interface Decision {
  readonly garbage: readonly Garbage[];
  readonly kept: { readonly results: number; readonly trainings: number; readonly bytes: number };
  /** Content that was written too lately to be touched while a run is under way. */
  readonly tooYoungBytes: number;
  readonly liveRuns: readonly string[];
  /** Files of content and temporary ones: deleted if they were not written since `writtenBeforeMs`. */
  readonly files: readonly string[];
  /** Folders of trainings and of work, each with the lease under which it is deleted. */
  readonly folders: readonly { readonly path: string; readonly lease: string }[];
  readonly smallContents: readonly Digest[];
  /** Lists of keys and snapshots. */
  readonly runPlans: readonly Digest[];
  readonly writtenBeforeMs: number;
}

/** Works out what is let go. Reads only; to be right beside runs, it is asked in the transaction that does it. */
export function decide(records: RecordStore, survey: Survey, request: GcRequest): Decision {
  const kept = findKept(records, request);
  const claims = new Claims(records);
  const garbage: Garbage[] = [];
  const files: string[] = [];
  const folders: { path: string; lease: string }[] = [];
  const smallContents: Digest[] = [];
  let tooYoungBytes = 0;
  const isOld = ({ modifiedMs }: Stored) => modifiedMs < kept.writtenBeforeMs;
  const drop = (why: Why, what: Garbage['what'], { name, bytes, path }: Stored) => {
    garbage.push({ why, what, name, bytes });
    files.push(path);
  };

  for (const stored of survey.temporary) if (isOld(stored)) drop('temporary', 'file', stored);
  for (const stored of survey.damaged) if (isOld(stored)) drop('damaged', 'file', stored);
  for (const digest of records.smallDigests()) {
    if (claims.has(digest)) continue;
    smallContents.push(digest);
    const bytes = records.smallBlobs.get(digest)?.byteLength ?? 0;
    garbage.push({ why: 'unnamed', what: 'content', name: digest, bytes });
  }
  for (const [digest, stored] of survey.blobs) {
    if (claims.has(digest)) continue;
    if (isOld(stored)) drop('unnamed', 'content', { ...stored, name: digest });
    else tooYoungBytes += stored.bytes;
  }

  let bytes = claims.bytes;
  const asked = isAsked(request) ? findCandidates(records, survey, kept, claims) : [];
  for (const { name, path, bytes: size, modifiedMs } of survey.states.values()) {
    const isKnown = records.trajectories.doesExist(name);
    if (isKnown || modifiedMs >= kept.writtenBeforeMs || isLeased(records, name)) bytes += size;
    else {
      garbage.push({ why: 'unnamed', what: 'training', name, bytes: size });
      folders.push({ path, lease: name });
    }
  }
  for (const { name, path, bytes: size } of survey.work) {
    const [key = name, ...aside] = name.split('~');
    const isLeftOver = aside.length > 0 || records.outputs.doesExist(key);
    if (!isLeftOver || isLeased(records, key)) bytes += size;
    else {
      garbage.push({ why: 'left-over', what: 'work', name, bytes: size });
      folders.push({ path, lease: key });
    }
  }

  const chosen = { result: 0, training: 0, work: 0 };
  const isDropped = new Set(folders.map(({ path }) => path));
  for (const [why, candidate] of choose(asked, request, () => bytes)) {
    const { what, name, about, lastUsedMs, path } = candidate;
    if (path !== undefined && isDropped.has(path)) continue;
    const freed = candidate.release();
    bytes -= freed;
    chosen[what]++;
    garbage.push({ why, what, name, bytes: freed, ...about, lastUsed: new Date(lastUsedMs).toISOString() });
    if (path !== undefined) folders.push({ path, lease: name });
  }
  const runs = oldRuns(records, survey, kept, request);
  for (const { run, bytes: size, folder } of runs) {
    const { id: name, pipeline, startedAt } = run;
    garbage.push({ why: 'older-run', what: 'run', name, bytes: size, pipeline, lastUsed: startedAt });
    if (folder) folders.push(folder);
  }
  const gone = new Set(runs.map(({ run }) => run.id));
  for (const [digest, size] of claims.released()) {
    const stored = survey.blobs.get(digest);
    if (isSmall(size)) smallContents.push(digest);
    else if (stored && isOld(stored)) files.push(stored.path);
    else tooYoungBytes += stored?.bytes ?? 0;
  }
  return {
    garbage,
    kept: {
      results: records.outputs.getKeysCount() - chosen.result,
      trainings: records.trajectories.getKeysCount() - chosen.training,
      bytes,
    },
    tooYoungBytes,
    liveRuns: kept.live.map(({ id }) => id),
    files,
    folders,
    smallContents,
    runPlans: unnamedByRuns(records, gone),
    writtenBeforeMs: kept.writtenBeforeMs,
  };
}

/** Without a word on what is to be kept, only what is of no use to anybody goes. */
function isAsked({ planned, keepRuns, olderThanMs, maxBytes }: GcRequest): boolean {
  return [planned, keepRuns, olderThanMs, maxBytes].some((each) => each !== undefined);
}

/** What was used longest ago comes first. Without a limit of age or size, all that is not needed goes. */
function* choose(
  candidates: readonly Candidate[],
  { olderThanMs, maxBytes, nowMs }: GcRequest,
  bytes: () => number,
): Iterable<readonly [Why, Candidate]> {
  for (const candidate of candidates.toSorted((a, b) => a.lastUsedMs - b.lastUsedMs)) {
    if (olderThanMs === undefined && maxBytes === undefined) yield ['not-needed', candidate];
    else if (olderThanMs !== undefined && nowMs - candidate.lastUsedMs > olderThanMs)
      yield ['not-used', candidate];
    else if (maxBytes !== undefined && bytes() > maxBytes) yield ['too-large', candidate];
  }
}
