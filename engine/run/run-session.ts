import { diskError } from '../../cache/disk-error.js';
import type { NodeKey } from '../../cache/key/manifest.js';
import { renewEveryMs } from '../../cache/records/leases.js';
import { liveRuns } from '../../cache/records/live-runs.js';
import { thisProcess } from '../../cache/records/process-identity.js';
import { RecordStore } from '../../cache/records/record-store.js';
import { asStoreError } from '../../cache/records/store-error.js';
import { bug } from '../bug.js';
import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import type { Pipeline } from '../document/pipeline.js';
import { type InstanceId, instanceName, nodeOf } from '../graph/graph.js';
import { type Selection, selectInstances, withUpstream } from '../graph/select.js';
import { makePlan, type Planning } from '../plan/make-plan.js';
import { RunForecast } from '../predict/run-forecast.js';
import { countStates, presentCount } from './count-states.js';
import type { RunEvent } from './event.js';
import { type EventLog, openEventLog } from './event-log.js';
import { FailureTally } from './failure-counts.js';
import { instanceLogic } from './instance-effects.js';
import { lanesOf } from './lanes.js';
import { limitsOf, needsOf } from './needs.js';
import { PlanSchedule } from './plan-schedule.js';
import type { RemoteResults } from './remote/remote-results.js';
import { RunLedger } from './run-ledger.js';
import type { RunState, Schedule } from './run-machine.js';
import type { RunRequest, RunResult } from './run-request.js';
import { RunStore } from './run-store.js';
import { TaskRunner } from './task-runner.js';

/** What the session asks of the run's machine. */
interface RunControl {
  stop(): void;
  wake(): void;
}

type Wanted = (id: InstanceId) => boolean;

/** One run from its document to its end: what the steps of its machine do. */
export class RunSession {
  readonly #request: RunRequest;
  readonly #control: RunControl;
  readonly run: string;
  readonly #startedAtMs: number;
  #pipeline: Pipeline | undefined;
  #diagnostics: readonly Diagnostic[] = [];
  #records: RecordStore | undefined;
  #planning: Planning | undefined;
  #runner: TaskRunner | undefined;
  #remote: RemoteResults | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #log: EventLog | undefined;
  #planned: Promise<unknown> = Promise.resolve();
  readonly #tally = new FailureTally();
  #forecast: RunForecast | undefined;
  #failure: Error | undefined;
  #ledger: RunLedger | undefined;

  constructor(request: RunRequest, control: RunControl) {
    this.#request = request;
    this.#control = control;
    this.#startedAtMs = request.now();
    const time = new Date(this.#startedAtMs).toISOString().replace(/[-:Z]/g, '').replace('T', '-');
    this.run = `${time}-${fourHexDigits()}`;
  }

  readonly observe = (event: RunEvent): void => {
    this.#tally.take(event);
    this.#request.observe(event);
    this.#forecast?.observe(event);
    // What cannot be stored need not be computed either.
    if (event.kind === 'instance-failed' && event.failure.kind === 'store')
      this.#fail(new Error(event.failure.message));
    try {
      this.#log?.write(event);
    } catch (error) {
      this.#log = undefined;
      this.#fail(error);
    }
  };

  /** For what the disk or the store refuses where no instance waits for it: the run saves what runs, and fails. */
  readonly #fail = (error: unknown): void => {
    if (this.#failure) return;
    const refused = diskError(error) ?? (error instanceof Error ? undefined : String(error));
    this.#failure = refused === undefined ? (error as Error) : new Error(refused);
    this.#control.stop();
  };

  isOneOf(keys: ReadonlySet<NodeKey>, id: InstanceId): boolean {
    const key = this.#planning?.planner.key(id);
    return key !== undefined && keys.has(key);
  }

  async validate(): Promise<boolean> {
    const { pipeline, diagnostics } = await this.#request.load();
    this.#pipeline = pipeline;
    this.#diagnostics = diagnostics;
    return pipeline !== undefined;
  }

  plan(signal: AbortSignal): Promise<Schedule | undefined> {
    const planned = this.#plan(signal);
    this.#planned = planned.catch(() => {});
    return planned;
  }

  async #plan(signal: AbortSignal): Promise<Schedule | undefined> {
    const { storeFolder, selection, now } = this.#request;
    const pipeline = this.#pipeline ?? bug('a plan without a document');
    this.#records ??= RecordStore.exists(storeFolder) ? RecordStore.open(storeFolder) : undefined;
    const evictions = this.#records?.evictions ?? 0;
    const { planning, diagnostics } = await makePlan(pipeline, this.#records, storeFolder, {
      signal,
      ...(isPart(selection) && { asked: (graph) => selectInstances(graph, selection).instances }),
    });
    this.#diagnostics = [...this.#diagnostics, ...diagnostics];
    if (!planning) return undefined;
    const wanted = this.#wantedOf(planning);
    if (!wanted) return undefined;

    // From here on the store is written to.
    signal.throwIfAborted();
    this.#planning = planning;
    this.#records ??= RecordStore.open(storeFolder);
    planning.lookup.useStore(this.#records);
    const store = new RunStore(storeFolder, this.#records, this.run, thisProcess(), now);
    const ledger = new RunLedger(planning, store, this.#startedAtMs, now);
    this.#ledger = ledger;
    // What the plan counts on must be there still when gc begins to see this run.
    if (!(await ledger.announce(evictions))) return this.#plan(signal);
    this.#request.onPlanned?.({
      planning,
      records: this.#records,
      wantedKeys: () => wantedKeys(planning, wanted),
    });
    await this.#begin(planning, store).catch((error) => Promise.reject(asStoreError(error, storeFolder)));
    this.#remote = await this.#openRemote(store);
    return this.#schedule(planning, store, ledger, wanted);
  }

  /** Which instances the run is for; undefined where there is nothing of what is asked for. */
  #wantedOf({ planner: { graph } }: Planning): Wanted | undefined {
    const { selection } = this.#request;
    if (!isPart(selection)) return () => true;
    const { instances, diagnostics } = selectInstances(graph, selection);
    this.#diagnostics = [...this.#diagnostics, ...diagnostics];
    if (diagnostics.length > 0) return undefined;
    const wanted = withUpstream(graph, instances);
    return (id) => wanted.has(id);
  }

  async #openRemote(store: RunStore): Promise<RemoteResults | undefined> {
    const { remote: settings, now } = this.#request;
    if (!settings) return undefined;
    const { RemoteResults } = await import('./remote/remote-results.js');
    return new RemoteResults({ settings, store, observe: this.observe, now });
  }

  /** Whoever stops a run does not wait for them. */
  abandonUploads(): void {
    this.#remote?.abandon();
  }

  async end(state: RunState): Promise<RunResult> {
    await this.#remote?.finish();
    if (this.#failure?.message.startsWith('bug:')) throw this.#failure;
    if (this.#planning && state !== 'refused') await this.#tellEnd(this.#failure ? 'failed' : state);
    const failure: Diagnostic[] = this.#failure
      ? [{ severity: 'error', message: `the store failed: ${this.#failure.message}` }]
      : [];
    return {
      state: this.#failure ? 'failed' : state,
      run: this.run,
      diagnostics: [...this.#diagnostics, ...failure],
      planning: this.#planning,
    };
  }

  async #tellEnd(state: Exclude<RunState, 'refused'>): Promise<void> {
    const counts = countStates((this.#planning ?? bug('the end of a run without a plan')).planner);
    await (this.#ledger ?? bug('the end of a run without a ledger')).saveEnd(state, counts).catch(this.#fail);
    const durationMs = this.#request.now() - this.#startedAtMs;
    this.observe({ kind: 'run-ended', run: this.run, state, counts, ...this.#tally.summary(), durationMs });
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    await this.#planned;
    await this.#runner?.close();
    await this.#records?.close();
    this.#log?.close();
    this.#log = undefined;
  }

  async #begin(planning: Planning, store: RunStore): Promise<void> {
    const { planner } = planning;
    const { pipeline } = planner.graph;
    const counts = countStates(planner);
    this.#log = openEventLog(store.folder, this.run, this.#request.now);
    await planning.fileDigests.save(store.records);
    const isAlone = liveRuns(store.records, this.#request.now()).every(({ id }) => id === this.run);
    if (isAlone) await store.blobs.clearTemporary(this.#startedAtMs);
    this.observe({
      kind: 'run-started',
      run: this.run,
      pipeline: pipeline.name,
      file: pipeline.file,
      instances: presentCount(planner, counts),
      counts,
    });
    this.#tellDamaged(planning);
  }

  #schedule(planning: Planning, store: RunStore, ledger: RunLedger, wanted: Wanted): Schedule {
    const { planner } = planning;
    const { graph } = planner;
    const runner = new TaskRunner(this.#request.makeExecutor, this.#request.stallTimeoutMs);
    const { cpus, gpus } = runner.capabilities;
    const limits = limitsOf(graph.pipeline, this.#request.machineLimits);
    const needs = (id: InstanceId) => needsOf(graph, id, this.#request.threads);
    this.#runner = runner;
    const { pluginOf, checkpointEveryMs, maxAttempts, slots } = this.#request;
    slots.allow(limits);
    const forecast = this.#forecastOf(planning, store, runner, wanted);
    const effects = instanceLogic({
      planning,
      store,
      runner,
      slots,
      observe: this.observe,
      pluginOf,
      checkpointEveryMs,
      needsOf: needs,
      onComputed: forecast.learn,
      remote: this.#remote,
      onWaiting: this.#control.wake,
      fail: this.#fail,
    });
    const renew = () => store.leases.renewAll().then(effects.handOver).catch(this.#fail);
    this.#heartbeat = setInterval(renew, renewEveryMs);
    this.#heartbeat.unref();
    const cached = planner.takeCached();
    ledger.remember(cached).catch(this.#fail);
    // These are in the counts that were told.
    planner.takeNotPromoted();
    const durationMs = forecast.first()?.durationMs;
    if (durationMs !== undefined) ledger.predict(durationMs);
    this.#forecast = forecast;
    return new PlanSchedule({
      planner,
      wanted,
      instanceLogic: effects.logic,
      light: effects.light,
      lanes: lanesOf({
        isLight: (id) => nodeOf(graph, id).template.definition.light === true,
        needsOf: needs,
        cpus,
        gpus: gpus.length,
        limits,
        waiting: effects.waiting,
      }),
      maxAttempts,
      release: (id) => effects.release(id).catch(this.#fail),
      onSettled: () => this.#tellDamaged(planning),
      observe: this.observe,
      onCached: (id) => {
        ledger.remember([id]).catch(this.#fail);
        this.observe({
          kind: 'instance-cached',
          instance: instanceName(graph, id),
          key: planner.key(id) ?? '',
        });
      },
    });
  }

  #forecastOf(
    planning: Planning,
    { records }: RunStore,
    { capabilities: { cpus, gpus } }: TaskRunner,
    wanted: Wanted,
  ): RunForecast {
    const { threads, now } = this.#request;
    const capacity = { cpus, gpus: gpus.length };
    return new RunForecast({ planning, records, capacity, threads, wanted }, now, {
      tell: this.observe,
      fail: this.#fail,
    });
  }

  #tellDamaged({ lookup }: Planning): void {
    for (const { instance, file } of lookup.takeDamaged())
      this.observe({ kind: 'record-damaged', instance, file });
  }
}

/** Only to tell runs apart that begin in the same millisecond; OpenSSL's random bytes would take that long to set up. */
function fourHexDigits(): string {
  return Math.floor(0x10000 * Math.random())
    .toString(16)
    .padStart(4, '0');
}

function wantedKeys({ planner }: Planning, wanted: Wanted): ReadonlySet<NodeKey> {
  const keys = new Set<NodeKey>();
  for (let id = 0; id < planner.graph.instanceCount; id++) {
    if (!wanted(id)) continue;
    const key = planner.state(id) === 'run' || planner.state(id) === 'shared' ? planner.key(id) : undefined;
    if (key !== undefined) keys.add(key);
  }
  return keys;
}

/** Whether a part of the pipeline is asked for, whose results are wanted whatever they feed. */
function isPart({ nodes, at }: Selection): boolean {
  return nodes.length > 0 || Object.keys(at).length > 0;
}
