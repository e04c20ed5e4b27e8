import type { Digest } from '../../cache/key/digest.js';
import { runLeaseName } from '../../cache/records/live-runs.js';
import { thisProcess } from '../../cache/records/process-identity.js';
import type { RunPrediction, RunRecord } from '../../cache/records/record.js';
import { bug } from '../bug.js';
import { type InstanceId, instanceName } from '../graph/graph.js';
import type { Planning } from '../plan/make-plan.js';
import { countStates, presentCount } from './count-states.js';
import type { StateCounts } from './event.js';
import { plannedKeys } from './planned-keys.js';
import { saveSnapshot } from './run-snapshot.js';
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

  constructor(planning: Planning, store: RunStore, startedAtMs: number, now: () => number) {
    this.#planning = planning;
    this.#store = store;
    this.#startedAtMs = startedAtMs;
    this.#now = now;
  }

  /** Makes the run known to others, unless gc took something away since the plan was begun. */
  async announce(evictions: number): Promise<boolean> {
    const { planner } = this.#planning;
    const { folder, records, leases, run } = this.#store;
    this.#snapshot = await saveSnapshot(folder, planner.graph);
    const keys = plannedKeys(this.#planning);
    return records.transaction(() => {
      if (records.evictions !== evictions) return false;
      leases.takeNow(runLeaseName(run));
      this.#keys = records.putKeyList(keys);
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
      if (keys) this.#keys = records.putKeyList(keys);
      void this.#store.saveRun(this.#record(state, counts));
      leases.releaseAllNow();
    });
  }

  /** Which key an instance had, for `explain` to compare later ones with. */
  remember(id: InstanceId): Promise<void> {
    const { planner } = this.#planning;
    const key = planner.key(id) ?? bug('a cached instance without a key');
    return this.#store.remember(planner.graph.pipeline.name, instanceName(planner.graph, id), key);
  }

  /** Whether the pipeline's last run had all of these instances with the same keys, and so remembers them already. */
  get isRepeated(): boolean {
    const { records, run } = this.#store;
    const last = records.lastRun(this.#planning.planner.graph.pipeline.name, run);
    if (last?.state !== 'done' || last.counts['run'] !== 0) return false;
    return last.keys === this.#keys && last.snapshot === this.#snapshot;
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
