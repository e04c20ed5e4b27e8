import type { Digest } from '../../cache/key/digest.js';
import type { NodeKey } from '../../cache/key/manifest.js';
import { runLeaseName } from '../../cache/records/live-runs.js';
import { thisProcess } from '../../cache/records/process-identity.js';
import type { RunPrediction, RunRecord } from '../../cache/records/record.js';
import { bug } from '../bug.js';
import { type InstanceId, instanceName } from '../graph/graph.js';
import type { Planning } from '../plan/make-plan.js';
import { countStates, presentCount } from './count-states.js';
import type { StateCounts } from './event.js';
import { plannedKeys } from './planned-keys.js';
import { makeSnapshot, snapshotName } from './run-snapshot.js';
import type { RunStore } from './run-store.js';

interface Prediction {
  readonly durationMs: number;
  readonly madeAtMs: number;
}

/** What the store keeps of one run: its record, what it planned with, and of each instance which key it had. */
export class RunLedger {
  readonly #planning: Planning;
  readonly #store: RunStore;
  readonly #startedAtMs: number;
  readonly #now: () => number;
  #prediction: Prediction | undefined;
  #snapshot: Digest | undefined;
  #keys: Digest | undefined;
  #notedKeyOf: ((id: InstanceId) => NodeKey | undefined) | undefined;

  constructor(planning: Planning, store: RunStore, startedAtMs: number, now: () => number) {
    this.#planning = planning;
    this.#store = store;
    this.#startedAtMs = startedAtMs;
    this.#now = now;
  }

  /** Makes the run known to others, unless gc took something away since the plan was begun. */
  async announce(evictions: number): Promise<boolean> {
    const { planner } = this.#planning;
    const { records, leases, run } = this.#store;
    const snapshot = snapshotName(planner.graph);
    const keys = plannedKeys(this.#planning);
    return records.transaction(() => {
      if (records.evictions !== evictions) return false;
      leases.takeNow(runLeaseName(run));
      this.#keys = records.plans.putKeys(keys);
      records.plans.putSnapshot(snapshot, () => makeSnapshot(planner.graph));
      this.#snapshot = snapshot;
      void this.#store.saveRun(this.#record('running', countStates(planner)));
      return true;
    });
  }

  /** Keeps how long the run is thought to take from now on. */
  predict(durationMs: number): void {
    this.#prediction = { durationMs, madeAtMs: this.#now() };
  }

  /** With the keys of what was waiting when the run began. */
  async saveEnd(state: RunRecord['state'], counts: StateCounts): Promise<void> {
    const { leases, records } = this.#store;
    const isAllCached = counts.cached + counts.shared >= presentCount(this.#planning.planner, counts);
    const keys = isAllCached ? undefined : plannedKeys(this.#planning);
    await records.transaction(() => {
      if (keys) this.#keys = records.plans.putKeys(keys);
      void this.#store.saveRun(this.#record(state, counts));
      leases.releaseAllNow();
    });
  }

  /** Notes which keys cached instances have, for `explain` to compare later ones with, unless the last run noted them. */
  async remember(cached: readonly InstanceId[]): Promise<void> {
    const { planner } = this.#planning;
    const { graph } = planner;
    const writes: Promise<void>[] = [];
    this.#notedKeyOf ??= this.#notedByLastRun();
    for (const id of cached) {
      const key = planner.key(id) ?? bug('a cached instance without a key');
      if (this.#notedKeyOf(id) === key) continue;
      writes.push(this.#store.remember(graph.pipeline.name, instanceName(graph, id), key));
    }
    await Promise.all(writes);
  }

  /** The keys that all instances of the pipeline's last run had; those of a run that left something to do are not asked for. */
  #notedByLastRun(): (id: InstanceId) => NodeKey | undefined {
    const { records, run } = this.#store;
    const { planner } = this.#planning;
    const { graph } = planner;
    const last = records.lastRun(graph.pipeline.name, run);
    if (last?.state !== 'done' || last.counts['run'] !== 0) return () => undefined;
    if (last.keys === undefined || last.snapshot === undefined) return () => undefined;
    if (last.snapshot === this.#snapshot && last.keys === this.#keys) return (id) => planner.key(id);
    const keys = records.plans.keys(last.keys);
    if (last.snapshot === this.#snapshot) return (id) => keys[id];
    const names = records.plans.snapshot(last.snapshot)?.instances ?? [];
    const keyOf = new Map(names.map((name, id) => [name, keys[id]]));
    return (id) => keyOf.get(instanceName(graph, id));
  }

  #record(state: RunRecord['state'], counts: StateCounts): RunRecord {
    const { name, file } = this.#planning.planner.graph.pipeline;
    return {
      id: this.#store.run,
      pipeline: name,
      file,
      state,
      startedAt: new Date(this.#startedAtMs).toISOString(),
      ...(state !== 'running' && { endedAt: new Date(this.#now()).toISOString() }),
      ...thisProcess(),
      ...(this.#snapshot !== undefined && { snapshot: this.#snapshot }),
      counts,
      ...(this.#keys !== undefined && { keys: this.#keys }),
      ...(this.#prediction && { prediction: this.#predictionRecord(state, this.#prediction) }),
    };
  }

  #predictionRecord(state: RunRecord['state'], { durationMs, madeAtMs }: Prediction): RunPrediction {
    if (state !== 'done') return { durationMs };
    return { durationMs, errorMs: this.#now() - madeAtMs - durationMs };
  }
}
