import type { Digest } from '../key/digest.js';
import { processState } from '../records/process-identity.js';
import type { RecordedOutputs } from '../records/record.js';
import type { RecordStore } from '../records/record-store.js';
import { type Kept, lastUses } from './kept.js';
import type { Survey } from './survey.js';

/** Something that nothing kept needs: it may be let go, if it is asked for. */
export interface Candidate {
  readonly what: 'result' | 'training' | 'work';
  /** The key of a result or a training. */
  readonly name: string;
  readonly lastUsedMs: number;
  readonly about: { readonly type?: string; readonly instance?: string; readonly pipeline?: string };
  /** Takes its claims on content back; returns the bytes that nobody claims any more. */
  release(): number;
  /** The folder that goes with it. */
  readonly path?: string;
}

/** How many results, and records by the files that they were computed from, claim each content. */
export class Claims {
  readonly #counts = new Map<Digest, number>();
  readonly #sizes = new Map<Digest, number>();

  constructor(records: RecordStore) {
    for (const { value } of records.outputs.getRange({})) {
      for (const [digest, bytes] of contentsOf(value)) this.#claim(digest, bytes);
    }
    // Records stay when their results go, and `explain` compares with the files that they name.
    for (const { value } of records.records.getRange({})) {
      for (const { digest, sizeBytes } of value.listings ?? []) this.#claim(digest, sizeBytes);
    }
  }

  #claim(digest: Digest, bytes: number): void {
    this.#counts.set(digest, (this.#counts.get(digest) ?? 0) + 1);
    this.#sizes.set(digest, bytes);
  }

  get bytes(): number {
    return [...this.#sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  has(digest: Digest): boolean {
    return this.#counts.has(digest);
  }

  /** Returns the bytes that are free now. */
  release(outputs: RecordedOutputs): number {
    let freed = 0;
    for (const [digest, bytes] of contentsOf(outputs)) {
      const left = this.#counts.get(digest)! - 1;
      this.#counts.set(digest, left);
      if (left === 0) freed += bytes;
    }
    return freed;
  }

  /** What nobody claims any more. */
  *released(): Iterable<readonly [Digest, number]> {
    for (const [digest, count] of this.#counts) if (count === 0) yield [digest, this.#sizes.get(digest)!];
  }
}

/** The distinct contents of a result: digest and size. */
export function contentsOf(outputs: RecordedOutputs): ReadonlyMap<Digest, number> {
  const files = Object.values(outputs).flatMap((artifact) => artifact.files);
  return new Map(files.map(({ digest, sizeBytes }) => [digest, sizeBytes]));
}

/** Whether somebody who may be alive holds the lease of a key or training. */
export function isLeased(records: RecordStore, name: string): boolean {
  const lease = records.leases.get(name);
  return lease !== undefined && processState(lease) !== 'gone';
}

/** Every result, training and work folder that nothing kept needs. */
export function findCandidates(
  records: RecordStore,
  survey: Survey,
  kept: Kept,
  claims: Claims,
): Candidate[] {
  const uses = lastUses(records);
  const candidates: Candidate[] = [];
  const trainingUses = new Map<string, number>();
  const keptTrainings = new Set<string>();
  for (const { key: name, value: outputs } of records.outputs.getRange({})) {
    // What a search decided is small, and says which of the others are needed.
    if (Object.values(outputs).some(({ type }) => type === 'decision')) continue;
    const record = records.records.get(name);
    const recordedAt = record?.fetched?.at ?? record?.computedAt ?? '';
    const lastUsedMs = Math.max(uses.get(name) ?? 0, Date.parse(recordedAt) || 0);
    const { trajectory } = record ?? {};
    if (trajectory !== undefined)
      trainingUses.set(trajectory, Math.max(trainingUses.get(trajectory) ?? 0, lastUsedMs));
    if (kept.keys.has(name) || (record && kept.runs.has(record.run))) {
      if (trajectory !== undefined) keptTrainings.add(trajectory);
      continue;
    }
    const { pipeline, instance, manifest } = record ?? {};
    const about = record ? { type: manifest!.type, pipeline: pipeline!, instance: instance! } : {};
    candidates.push({ what: 'result', name, lastUsedMs, about, release: () => claims.release(outputs) });
  }
  for (const { key: name, value: states } of records.trajectories.getRange({})) {
    const isSavedByKept = states.some(({ run }) => run !== undefined && kept.runs.has(run));
    if (kept.keys.has(name) || keptTrainings.has(name) || isSavedByKept || isLeased(records, name)) continue;
    const folder = survey.states.get(name);
    const lastUsedMs = Math.max(
      uses.get(name) ?? 0,
      trainingUses.get(name) ?? 0,
      trainingUses.has(name) ? 0 : (folder?.modifiedMs ?? 0),
    );
    const release = () => folder?.bytes ?? 0;
    candidates.push({
      what: 'training',
      name,
      lastUsedMs,
      about: {},
      release,
      ...(folder && { path: folder.path }),
    });
  }
  for (const { name, path, bytes, modifiedMs } of survey.work) {
    if (kept.keys.has(name) || isLeased(records, name)) continue;
    candidates.push({ what: 'work', name, lastUsedMs: modifiedMs, about: {}, release: () => bytes, path });
  }
  return candidates;
}
