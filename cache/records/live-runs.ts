import { processState } from './process-identity.js';
import type { RunRecord } from './record.js';
import type { RecordStore } from './record-store.js';

/** A run whose process cannot be looked for is taken for dead when it has not renewed its lease for this long. */
const silentAfterMs = 60_000;

/** The lease that a run holds and renews as long as it lives. */
export function runLeaseName(run: string): string {
  return `run/${run}`;
}

/** Whether a run is under way; a suspended one is. */
export function isLive(records: RecordStore, run: RunRecord, nowMs: number): boolean {
  if (run.state !== 'running') return false;
  const state = processState(run);
  if (state !== 'unknown') return state === 'alive';
  const lease = records.leases.get(runLeaseName(run.id));
  return lease !== undefined && nowMs - lease.renewedAtMs < silentAfterMs;
}

/** Found by the leases that they hold: a store remembers many more runs than are under way. */
export function liveRuns(records: RecordStore, nowMs: number): readonly RunRecord[] {
  const firstBehind = `${runLeaseName('').slice(0, -1)}0`;
  return [...records.leases.getRange({ start: runLeaseName(''), end: firstBehind })]
    .map(({ value: { run } }) => records.runs.get(run))
    .filter((run) => run !== undefined)
    .filter((run) => isLive(records, run, nowMs));
}
