import type { Digest } from '../key/digest.js';
import { runLeaseName } from '../records/live-runs.js';
import type { RunRecord } from '../records/record.js';
import type { RecordStore } from '../records/record-store.js';
import type { GcRequest, Kept } from './kept.js';
import type { Survey } from './survey.js';

/** What is kept of a run that is let go: its record, and its events where there are some. */
export interface OldRun {
  readonly run: RunRecord;
  readonly bytes: number;
  /** The folder with its events, and the lease under which it is deleted. */
  readonly folder: { readonly path: string; readonly lease: string } | undefined;
}

/** The runs that are not to be kept, if it was said how many are. Where an age was said, too, only those that are as old. */
export function oldRuns(
  records: RecordStore,
  survey: Survey,
  kept: Kept,
  { keepRuns, olderThanMs = 0, nowMs }: GcRequest,
): OldRun[] {
  if (keepRuns === undefined) return [];
  const old: OldRun[] = [];
  for (const { value: run } of records.runs.getRange({})) {
    if (kept.runs.has(run.id) || nowMs - Date.parse(run.startedAt) < olderThanMs) continue;
    const events = survey.runs.get(run.id);
    const folder = events && { path: events.path, lease: runLeaseName(run.id) };
    old.push({ run, bytes: events?.bytes ?? 0, folder });
  }
  return old;
}

/** Lists of keys and snapshots of documents that no run names any more. */
export function unnamedByRuns(records: RecordStore, gone: ReadonlySet<RunRecord['id']>): Digest[] {
  const named = new Set<Digest | undefined>();
  for (const { value: run } of records.runs.getRange({}))
    if (!gone.has(run.id)) named.add(run.keys).add(run.snapshot);
  return records.plans.names().filter((name) => !named.has(name));
}
