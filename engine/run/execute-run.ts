import { randomBytes } from 'node:crypto';
import { type ActorOptions, type AnyActorLogic, createActor, fromPromise, toPromise } from 'xstate';
import { diskError } from '../../cache/disk-error.js';
import type { Digest } from '../../cache/key/digest.js';
import type { NodeKey } from '../../cache/key/manifest.js';
import { renewEveryMs } from '../../cache/records/leases.js';
import { liveRuns, runLeaseName } from '../../cache/records/live-runs.js';
import { thisProcess } from '../../cache/records/process-identity.js';
import type { RunPrediction, RunRecord } from '../../cache/records/record.js';
import { RecordStore } from '../../cache/records/record-store.js';
import { asStoreError } from '../../cache/records/store-error.js';
import type { RemoteSettings } from '../../cache/remote/remote-settings.js';
import { bug } from '../bug.js';
import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import type { Pipeline } from '../document/pipeline.js';
import type { Executor, ExecutorListener } from '../executors/executor.js';
import { type InstanceId, instanceName, nodeOf } from '../graph/graph.js';
import { type Selection, selectInstances, withUpstream } from '../graph/select.js';
import { makePlan, type Planning } from '../plan/make-plan.js';
import { RunForecast } from '../predict/run-forecast.js';
import { countStates } from './count-states.js';
import type { RunEvent, RunObserver, StateCounts } from './event.js';
import { type EventLog, openEventLog } from './event-log.js';
import { FailureTally } from './failure-counts.js';
import { instanceLogic } from './instance-effects.js';
import { lanesOf } from './lanes.js';
import { limitsOf, needsOf } from './needs.js';
import { PlanSchedule } from './plan-schedule.js';
import { plannedKeys } from './planned-keys.js';
import type { RemoteResults } from './remote/remote-results.js';
import { type FailureMode, type RunState, runMachine, type Schedule } from './run-machine.js';
import { saveSnapshot } from './run-snapshot.js';
import { RunStore } from './run-store.js';
import type { Slots } from './slots.js';
import { TaskRunner } from './task-runner.js';

export interface RunRequest {
  /** Resolves with the document, or with the diagnostics that forbid it. */
  readonly load: () => Promise<{ readonly pipeline?: Pipeline; readonly diagnostics: readonly Diagnostic[] }>;
  readonly storeFolder: string;
  readonly selection: Selection;
  readonly failureMode: FailureMode;
  readonly makeExecutor: (listener: ExecutorListener) => Executor;
  /** How often trainings save their state within an epoch; not given: only after each epoch. */
  readonly checkpointEveryMs?: number | undefined;
  /** How many threads TensorFlow has in each worker; a node that computes with it takes so many cpus. */
  readonly threads: number;
  /** Attempts at one instance, the first included. */
  readonly maxAttempts: number;
  /** How much of each named limit the machine allows, where it says so. */
  readonly machineLimits: Readonly<Record<string, number>>;
  /** After how long a silence a worker is taken for stalled. */
  readonly stallTimeoutMs: number;
  readonly pluginOf: (type: string) => string | undefined;
  /** A cache elsewhere that results are had from, and given to. */
  readonly remote?: RemoteSettings | undefined;
  readonly observe: RunObserver;
  /** What instances take while they run; shared with other runs of this process. */
  readonly slots: Slots;
  /** Told once the plan is known to be free of errors, before anything is executed. */
  readonly onPlanned?: (planned: Planned) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** On which retries wait; not given: the system's. */
  readonly clock?: ActorOptions<AnyActorLogic>['clock'];
}

export interface RunResult {
  readonly state: RunState;
  readonly run: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Undefined where the run was refused. */
  readonly planning: Planning | undefined;
}

/** A plan that is about to be executed. */
export interface Planned {
  readonly planning: Planning;
  readonly records: RecordStore;
  /** The keys that will be computed, as far as they are known. */
  wantedKeys(): ReadonlySet<NodeKey>;
}

/** A run under way. `stop` lets what runs save its state and end; `result` says how the run ended. */
export interface RunHandle {
  readonly run: string;
  stop(): void;
  /**
   * Leaves the rest to a newer run: starts nothing any more, goes on with what it computes of these keys, and lets
   * everything else save its state and end.
   */
  yieldTo(keys: ReadonlySet<NodeKey>): void;
  readonly result: Promise<RunResult>;
}

/** Plans and executes. The store is made, and written to, only once document, sweep and files are free of errors. */
export function startRun(request: RunRequest): RunHandle {
  const session = new RunSession(request, {
    stop: () => actor.send({ type: 'STOP' }),
    wake: () => actor.send({ type: 'WAKE' }),
  });
  const machine = runMachine.provide({
    actors: {
      validate: fromPromise(() => session.validate()),
      plan: fromPromise(({ signal }) => session.plan(signal)),
    },
    actions: { tellStopping: (_, { because }) => session.observe({ kind: 'run-stopping', because }) },
  });
  const actor = createActor(machine, {
    input: { failureMode: request.failureMode },
    ...(request.clock && { clock: request.clock }),
  });
  const result = toPromise(actor)
    .then((state) => session.end(state))
    .finally(() => session.close());
  actor.start();
  return {
    run: session.run,
    stop: () => {
      session.abandonUploads();
      actor.send({ type: 'STOP' });
    },
    yieldTo: (keys) => actor.send({ type: 'YIELD', keeps: (id) => session.isOneOf(keys, id) }),
    result,
  };
}

interface Prediction {
  readonly durationMs: number;
  readonly madeAtMs: number;
}

/** What the session asks of the run's machine. */
interface RunControl {
  stop(): void;
  wake(): void;
}

class RunSession {
  readonly #request: RunRequest;
  readonly #control: RunControl;
  readonly run: string;
  readonly #startedAtMs: number;
  #pipeline: Pipeline | undefined;
  #diagnostics: readonly Diagnostic[] = [];
  #records: RecordStore | undefined;
  #store: RunStore | undefined;
  #planning: Planning | undefined;
  #runner: TaskRunner | undefined;
  #remote: RemoteResults | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #log: EventLog | undefined;
  #planned: Promise<unknown> = Promise.resolve();
  readonly #tally = new FailureTally();
  #forecast: RunForecast | undefined;
  #prediction: Prediction | undefined;
  #failure: Error | undefined;
  #snapshot: Digest | undefined;
  #keys: Digest | undefined;

  constructor(request: RunRequest, control: RunControl) {
    this.#request = request;
    this.#control = control;
    this.#startedAtMs = request.now();
    const time = new Date(this.#startedAtMs).toISOString().replace(/[-:Z]/g, '').replace('T', '-');
    this.run = `${time}-${randomBytes(2).toString('hex')}`;
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
    const { graph } = planning.planner;
    const selected = selectInstances(graph, selection);
    this.#diagnostics = [...this.#diagnostics, ...selected.diagnostics];
    if (selected.diagnostics.length > 0) return undefined;
    const wanted = withUpstream(graph, selected.instances);

    // From here on the store is written to.
    signal.throwIfAborted();
    this.#planning = planning;
    this.#records ??= RecordStore.open(storeFolder);
    planning.lookup.useStore(this.#records);
    const store = new RunStore(storeFolder, this.#records, this.run, thisProcess(), now);
    this.#store = store;
    // What the plan counts on must be there still when gc begins to see this run.
    if (!(await this.#announce(planning, store, evictions))) return this.#plan(signal);
    this.#request.onPlanned?.({
      planning,
      records: this.#records,
      wantedKeys: () => wantedKeys(planning, wanted),
    });
    await this.#begin(planning, store).catch((error) => Promise.reject(asStoreError(error, storeFolder)));
    this.#remote = await this.#openRemote(store);
    return this.#schedule(planning, store, (id) => wanted.has(id));
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
    await this.#saveEnd(state, counts).catch(this.#fail);
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

  /** Makes the run known to others, unless gc took something away since the plan was begun. */
  async #announce(planning: Planning, store: RunStore, evictions: number): Promise<boolean> {
    this.#keys = await store.records.saveKeyList(plannedKeys(planning));
    this.#snapshot = await saveSnapshot(store.folder, planning.planner.graph);
    const record = this.#runRecord('running', countStates(planning.planner));
    return store.records.transaction(() => {
      if (store.records.evictions !== evictions) return false;
      store.leases.takeNow(runLeaseName(this.run));
      void store.saveRun(record);
      return true;
    });
  }

  /** With the keys of what was waiting when the run began. */
  async #saveEnd(state: RunRecord['state'], counts: StateCounts): Promise<void> {
    const [store, planning] = [this.#store ?? bug('the end of a run without a store'), this.#planning];
    if (
      planning &&
      counts.cached + counts.shared <
        planning.planner.graph.instanceCount - counts.leftOut - counts.notPromoted
    )
      this.#keys = await store.records.saveKeyList(plannedKeys(planning));
    await Promise.all([store.saveRun(this.#runRecord(state, counts)), store.leases.releaseAll()]);
  }

  async #begin(planning: Planning, store: RunStore): Promise<void> {
    const { planner } = planning;
    const { pipeline } = planner.graph;
    const counts = countStates(planner);
    this.#log = openEventLog(store.folder, this.run, this.#request.now);
    await planning.fileDigests.save(store.records);
    const isAlone = liveRuns(store.records, this.#request.now()).every(({ id }) => id === this.run);
    if (isAlone) await store.blobs.clearTemporary(this.#startedAtMs);
    const instances = planner.graph.instanceCount - counts.leftOut - counts.notPromoted;
    this.observe({
      kind: 'run-started',
      run: this.run,
      pipeline: pipeline.name,
      file: pipeline.file,
      instances,
      counts,
    });
    this.#tellDamaged(planning);
  }

  #schedule(planning: Planning, store: RunStore, wanted: (id: InstanceId) => boolean): Schedule {
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
    if (!this.#isRepeated(store.records)) for (const id of cached) this.#remember(planning, store, id);
    // These are in the counts that were told.
    planner.takeNotPromoted();
    this.#predict(forecast);
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
        this.#remember(planning, store, id);
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
    wanted: (id: InstanceId) => boolean,
  ): RunForecast {
    const { threads, now } = this.#request;
    const capacity = { cpus, gpus: gpus.length };
    return new RunForecast({ planning, records, capacity, threads, wanted }, now, {
      tell: this.observe,
      fail: this.#fail,
    });
  }

  #predict(forecast: RunForecast): void {
    const durationMs = forecast.first()?.durationMs;
    if (durationMs !== undefined) this.#prediction = { durationMs, madeAtMs: this.#request.now() };
    this.#forecast = forecast;
  }

  #tellDamaged({ lookup }: Planning): void {
    for (const { instance, file } of lookup.takeDamaged())
      this.observe({ kind: 'record-damaged', instance, file });
  }

  #remember({ planner }: Planning, store: RunStore, id: InstanceId): void {
    const key = planner.key(id) ?? bug('a cached instance without a key');
    store.remember(planner.graph.pipeline.name, instanceName(planner.graph, id), key).catch(this.#fail);
  }

  /** Whether the pipeline's last run had all of these instances with the same keys, and so remembers them already. */
  #isRepeated(records: RecordStore): boolean {
    const last = records.lastRun(this.#pipeline?.name ?? bug('a run without a document'), this.run);
    if (last?.state !== 'done' || last.counts['run'] !== 0) return false;
    return last.keys === this.#keys && last.snapshot === this.#snapshot;
  }

  #runRecord(state: RunRecord['state'], counts: StateCounts): RunRecord {
    const { name, file } = this.#pipeline ?? bug('a run without a document');
    return {
      id: this.run,
      pipeline: name,
      file,
      state,
      startedAt: new Date(this.#startedAtMs).toISOString(),
      ...(state !== 'running' && { endedAt: new Date(this.#request.now()).toISOString() }),
      ...thisProcess(),
      ...(this.#snapshot !== undefined && { snapshot: this.#snapshot }),
      counts,
      ...(this.#keys !== undefined && { keys: this.#keys }),
      ...(this.#prediction && { prediction: this.#predictionRecord(state, this.#prediction) }),
    };
  }

  #predictionRecord(state: RunRecord['state'], { durationMs, madeAtMs }: Prediction): RunPrediction {
    if (state !== 'done') return { durationMs };
    return { durationMs, errorMs: this.#request.now() - madeAtMs - durationMs };
  }
}

function wantedKeys({ planner }: Planning, wanted: ReadonlySet<InstanceId>): ReadonlySet<NodeKey> {
  const keys = new Set<NodeKey>();
  for (const id of wanted) {
    const key = planner.state(id) === 'run' || planner.state(id) === 'shared' ? planner.key(id) : undefined;
    if (key !== undefined) keys.add(key);
  }
  return keys;
}

/** Whether a part of the pipeline is asked for, whose results are wanted whatever they feed. */
function isPart({ nodes, at }: Selection): boolean {
  return nodes.length > 0 || Object.keys(at).length > 0;
}
