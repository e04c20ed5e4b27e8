import type { Digest } from '../key/digest.js';
import { isLive } from '../records/live-runs.js';
import type { RunRecord } from '../records/record.js';
import type { RecordStore } from '../records/record-store.js';

/** What gc is asked for. */
export interface GcRequest {
  /** Keys and trainings of the pipelines that were named, as they are planned now; undefined where none was. */
  readonly planned: ReadonlySet<Digest> | undefined;
  /** So many of the newest runs are kept with all that they used. */
  readonly keepRuns: number | undefined;
  /** Results that nobody used for longer are let go. */
  readonly olderThanMs: number | undefined;
  /** Results that nobody used for longest are let go until the store is no larger. */
  readonly maxBytes: number | undefined;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** What must stay, and how far back others may be at work. */
export interface Kept {
  /** Keys of results and of trainings. */
  readonly keys: ReadonlySet<Digest>;
  readonly runs: ReadonlySet<string>;
  readonly live: readonly RunRecord[];
  /** What was written since may belong to a result that is not recorded yet. */
  readonly writtenBeforeMs: number;
}

/** With runs under way, what was written so lately is left alone whatever their clocks said. */
const graceMs = 3_600_000;

export function findKept(records: RecordStore, request: GcRequest): Kept {
  const { planned, keepRuns = 0, nowMs } = request;
  const runs = newestFirst(records);
  const live = runs.filter((run) => isLive(records, run, nowMs));
  const kept = new Set(runs.slice(0, keepRuns));
  for (const run of runs) {
    // One that ended while gc was planning wrote what the plan does not know.
    if (run.pinned || live.includes(run) || Date.parse(run.endedAt ?? '') >= nowMs) kept.add(run);
  }
  const keys = new Set(planned);
  for (const list of new Set([...kept].map((run) => run.keys))) {
    for (const key of knownKeys(records, list)) keys.add(key);
  }
  // What a live run found recorded after it began.
  for (const pipeline of new Set(live.map((run) => run.pipeline))) {
    for (const key of records.newestKeys(pipeline)) keys.add(key);
  }
  const starts = live.map(({ startedAt }) => Date.parse(startedAt));
  return {
    keys,
    runs: new Set([...kept].map(({ id }) => id)),
    live,
    writtenBeforeMs: live.length === 0 ? nowMs : Math.min(nowMs - graceMs, ...starts),
  };
}

/** When each key was last used by a run; those of before runs listed their keys are not in it. */
export function lastUses(records: RecordStore): ReadonlyMap<Digest, number> {
  const uses = new Map<Digest, number>();
  const lists = new Set<Digest>();
  for (const { keys, startedAt } of newestFirst(records)) {
    if (keys === undefined || lists.has(keys)) continue;
    lists.add(keys);
    const startedAtMs = Date.parse(startedAt);
    for (const key of knownKeys(records, keys)) if (!uses.has(key)) uses.set(key, startedAtMs);
  }
  return uses;
}

function knownKeys(records: RecordStore, list: Digest | undefined): Digest[] {
  return list === undefined ? [] : records.plans.keys(list).filter((key) => key !== undefined);
}

function newestFirst(records: RecordStore): RunRecord[] {
  return [...records.runs.getRange({})]
    .map(({ value }) => value)
    .sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
}
