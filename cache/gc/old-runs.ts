import { runLeaseName } from '../records/live-runs.js';
import type { RunRecord } from '../records/record.js';
import type { RecordStore } from '../records/record-store.js';
import { type GcRequest, graceMs, type Kept } from './kept.js';
import type { Stored, Survey } from './survey.js';

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
export function unnamedByRuns(
  records: RecordStore,
  survey: Survey,
  { live }: Kept,
  gone: ReadonlySet<RunRecord['id']>,
  nowMs: number,
): { readonly keyLists: readonly string[]; readonly snapshots: readonly Stored[] } {
  // A run writes both before it names them.
  if (live.length > 0) return { keyLists: [], snapshots: [] };
  const named = new Set<string | undefined>();
  for (const { value: run } of records.runs.getRange({}))
    if (!gone.has(run.id)) named.add(run.keys).add(run.snapshot);
  return {
    keyLists: records.keyListNames().filter((name) => !named.has(name)),
    snapshots: survey.snapshots.filter(
      ({ name, modifiedMs }) => !named.has(name.replace(/\.json$/, '')) && modifiedMs < nowMs - graceMs,
    ),
  };
}
