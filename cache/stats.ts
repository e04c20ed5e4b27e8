import { contentsOf } from './gc/candidates.js';
import { decide } from './gc/decide.js';
import { surveyStore } from './gc/survey.js';
import type { Digest } from './key/digest.js';
import type { RecordStore } from './records/record-store.js';

export interface TypeStats {
  readonly type: string;
  readonly results: number;
  /** Known by their digests alone. */
  readonly evicted: number;
  /** Of its results' files; those that results of this type share count once. */
  readonly bytes: number;
}

/** How much a store holds. */
export interface StoreStats {
  readonly types: readonly TypeStats[];
  /** Of all results' files, as if none were shared … */
  readonly namedBytes: number;
  /** … and each once, as they are stored. */
  readonly storedBytes: number;
  readonly trainings: { readonly count: number; readonly bytes: number };
  readonly workBytes: number;
  readonly damagedBytes: number;
  /** What `gc` frees that is told nothing else. */
  readonly freeableBytes: number;
}

export function storeStats(records: RecordStore, folder: string, nowMs: number): StoreStats {
  const survey = surveyStore(folder);
  const types = new Map<string, { results: number; evicted: number; contents: Map<Digest, number> }>();
  const ofType = (key: string) => {
    const type = records.records.get(key)?.manifest.type ?? 'unknown';
    const found = types.get(type) ?? { results: 0, evicted: 0, contents: new Map() };
    types.set(type, found);
    return found;
  };
  const stored = new Map<Digest, number>();
  let namedBytes = 0;
  for (const { key, value } of records.outputs.getRange({})) {
    const type = ofType(key);
    type.results++;
    for (const [digest, bytes] of contentsOf(value)) {
      namedBytes += bytes;
      stored.set(digest, bytes);
      type.contents.set(digest, bytes);
    }
  }
  for (const { key } of records.evicted.getRange({})) ofType(key).evicted++;
  const nothingAsked = {
    planned: undefined,
    keepRuns: undefined,
    olderThanMs: undefined,
    maxBytes: undefined,
  };
  const { garbage } = decide(records, survey, { ...nothingAsked, nowMs });
  return {
    types: [...types]
      .map(([type, { contents, ...counts }]) => ({ type, ...counts, bytes: sum(contents.values()) }))
      .sort((a, b) => b.bytes - a.bytes),
    namedBytes,
    storedBytes: sum(stored.values()),
    trainings: { count: records.trajectories.getKeysCount(), bytes: bytesOf(survey.states.values()) },
    workBytes: bytesOf(survey.work),
    damagedBytes: bytesOf(survey.damaged),
    freeableBytes: bytesOf(garbage),
  };
}

function bytesOf(stored: Iterable<{ readonly bytes: number }>): number {
  return sum([...stored].map(({ bytes }) => bytes));
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, each) => total + each, 0);
}
