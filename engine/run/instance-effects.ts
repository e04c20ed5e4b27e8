import { setTimeout as delay } from 'node:timers/promises';
import { fromPromise } from 'xstate';
import type { Lease } from '../../cache/records/record.js';
import { setWorkAside } from '../../cache/states/work-folder.js';
import type { AnyNode } from '../../nodes/define-node.js';
import { bug } from '../bug.js';
import type { TaskUpdate } from '../executors/task.js';
import { type InstanceId, instanceName, nodeOf, variantOf } from '../graph/graph.js';
import type { Planning } from '../plan/make-plan.js';
import type { Outputs } from '../plan/planner.js';
import { trajectoryOf } from '../plan/trajectory.js';
import { runTask } from '../worker/run-task.js';
import type { RunEvent, RunObserver } from './event.js';
import { type Attempt, type Execution, instanceMachine, type Succeeded } from './instance-machine.js';
import { KeptListings } from './kept-listings.js';
import { KeyedQueue } from './keyed-queue.js';
import { LightInstances } from './light-instances.js';
import { makeTask } from './make-task.js';
import type { RemoteResults, ResultMeaning } from './remote/remote-results.js';
import type { RunStore } from './run-store.js';
import type { Amounts, Place, Slots } from './slots.js';
import type { TaskRunner } from './task-runner.js';

/** How often a lease that another run holds is asked for again. */
const leasePollMs = 500;
/** So many instances may be asked for at a remote cache beside those that are under way anyway. */
const lookedForAtATime = 16;

export interface InstanceWorld {
  readonly planning: Planning;
  readonly store: RunStore;
  readonly runner: TaskRunner;
  /** Of the machine; runs at the same time share them. */
  readonly slots: Slots;
  readonly observe: RunObserver;
  /** The module that defines a plugin's type. */
  readonly pluginOf: (type: string) => string | undefined;
  /** How often trainings save their state within an epoch; undefined for never. */
  readonly checkpointEveryMs: number | undefined;
  readonly needsOf: (id: InstanceId) => Amounts;
  /** Told of what was computed, once its record is there. */
  readonly onComputed: (id: InstanceId) => void;
  /** Where others' results are had from, and own ones given to. */
  readonly remote: RemoteResults | undefined;
  /** Told when an instance begins to wait for others, which leaves room for one more. */
  readonly onWaiting: () => void;
  /** Told of what goes wrong where nobody waits for the result. */
  readonly fail: (error: unknown) => void;
}

/** The instance machine with its effects, and how many instances wait: for others to compute the same, or to be tried again. */
export function instanceLogic(world: InstanceWorld) {
  const { planning, store, runner, slots, observe } = world;
  const { graph } = planning.planner;
  const places = new Map<InstanceId, Place>();
  const inThisRun = new KeyedQueue();
  const stops = new Map<InstanceId, AbortController>();
  const inTurn = new Set<InstanceId>();
  const kept = new KeptListings(store.blobs);
  const lost = new Set<InstanceId>();
  /** They leave room for others until their next attempts begin. */
  const retrying = new Set<InstanceId>();
  let waiting = 0;
  let lookedFor = 0;

  const definitionOf = (id: InstanceId): AnyNode => nodeOf(graph, id).template.definition;
  const keyOf = (id: InstanceId) => planning.planner.key(id) ?? bug('an instance without a key runs');
  const filesOf = (id: InstanceId) => {
    const node = nodeOf(graph, id);
    return planning.files.files(variantOf(node, id - node.firstId));
  };
  const trajectory = (id: InstanceId) => trajectoryOf(planning.planner, id);
  /** Instances of one trajectory take turns, so that each goes on from where the last one ended. */
  const leaseName = (id: InstanceId) => trajectory(id)?.key ?? keyOf(id);

  async function takeLease(id: InstanceId, signal: AbortSignal): Promise<Outputs | undefined> {
    const name = leaseName(id);
    if (!inTurn.has(id)) await whileWaiting(inThisRun.isHeld(name), inThisRun.take(name, signal));
    inTurn.add(id);
    const holder = await tryTake(name, signal);
    if (holder) {
      observe({
        kind: 'instance-waiting',
        instance: instanceName(graph, id),
        run: holder.run,
        pid: holder.pid,
      });
      await whileWaiting(true, untilLeased(name, signal));
    }
    // Whoever held the lease may have finished between our plan and now.
    const recorded = planning.lookup.find(keyOf(id));
    if (!recorded) await takeOver(id, name);
    const outputs = recorded ?? (await lookFor(id, signal));
    if (outputs) await release(id);
    return outputs;
  }

  async function takeOver(id: InstanceId, name: string): Promise<void> {
    const suspended = store.leases.takenOverFrom(name);
    if (!suspended) return;
    const { run, pid } = suspended;
    observe({ kind: 'instance-taken-over', instance: instanceName(graph, id), run, pid });
    await setWorkAside(store.folder, keyOf(id), store.run);
  }

  /** Ends what runs under leases that other runs have now; it goes back to waiting for them. */
  function handOver(leases: ReadonlyMap<string, Lease | undefined>): void {
    for (const id of inTurn) {
      const name = leaseName(id);
      if (!leases.has(name)) continue;
      observe({
        kind: 'instance-handed-over',
        instance: instanceName(graph, id),
        run: leases.get(name)?.run,
      });
      lost.add(id);
      stops.get(id)?.abort(new Error('stopped'));
    }
  }

  /** Asks the remote cache. */
  async function lookFor(id: InstanceId, signal: AbortSignal): Promise<Outputs | undefined> {
    if (!world.remote) return undefined;
    const node = nodeOf(graph, id);
    const { outputs, produces } = node.template.definition;
    const names = produces?.(variantOf(node, id - node.firstId).params) ?? Object.keys(outputs);
    const ports = Object.fromEntries(names.map((port) => [port, outputs[port]!.artifact]));
    const wanted = { key: keyOf(id), ports, ...(await meaningOf(id)) };
    lookedFor++;
    const found = world.remote.fetch(wanted, signal).finally(() => lookedFor--);
    return whileWaiting(lookedFor <= lookedForAtATime, found);
  }

  /** What a result's record says of it whoever computed it, and the small contents that this names. */
  async function meaningOf(id: InstanceId) {
    const part = trajectory(id);
    const { listings, contents } = await kept.of(filesOf(id));
    const meaning: ResultMeaning = {
      manifest: planning.planner.manifest(id),
      ...listings,
      instance: instanceName(graph, id),
      pipeline: graph.pipeline.name,
      ...(part && { trajectory: part.key }),
    };
    return { meaning, contents };
  }

  async function untilLeased(name: string, signal: AbortSignal): Promise<void> {
    do await delay(leasePollMs, undefined, { signal });
    while (await tryTake(name, signal));
  }

  /** A run that is stopped takes no lease any more: it might take it after it has given all back. */
  function tryTake(name: string, signal: AbortSignal): Promise<Lease | undefined> {
    signal.throwIfAborted();
    return store.leases.tryTake(name);
  }

  /** Counts an instance that waits for another one, so that others are started meanwhile. */
  async function whileWaiting<T>(waits: boolean, until: Promise<T>): Promise<T> {
    if (!waits) return until;
    waiting++;
    world.onWaiting();
    try {
      return await until;
    } finally {
      waiting--;
    }
  }

  async function release(id: InstanceId): Promise<void> {
    if (!inTurn.delete(id)) return;
    const name = leaseName(id);
    await store.leases.release(name);
    inThisRun.release(name);
  }

  function receive(id: InstanceId, update: TaskUpdate): void {
    const instance = instanceName(graph, id);
    if (update.kind === 'checkpoint') {
      const { progress, files } = update;
      const told = () => observe({ kind: 'instance-checkpoint', instance, progress });
      store.commitCheckpoint(leaseName(id), progress, files).then(told).catch(world.fail);
    } else observe({ ...update, kind: `instance-${update.kind}`, instance } as RunEvent);
  }

  const stop = (id: InstanceId) => stops.get(id)?.abort(new Error('stopped'));

  async function execute({ id, attempt, light }: Attempt): Promise<Execution> {
    retrying.delete(id);
    if (lost.delete(id)) return { kind: 'lost' };
    const definition = definitionOf(id);
    const part = trajectory(id);
    const task = makeTask(planning, id, {
      attempt,
      trajectory: part,
      checkpoints: part ? store.checkpoints(part.key) : [],
      checkpointEveryMs: world.checkpointEveryMs,
      gpu: places.get(id)?.gpu,
      memoryBytes: world.needsOf(id).memoryBytes,
      plugin: world.pluginOf(definition.type),
      storeFolder: store.folder,
      smallBlobs: store.records.smallBlobs,
    });
    observe({ kind: 'instance-started', instance: task.instance, key: task.key, attempt });
    const stopping = new AbortController();
    stops.set(id, stopping);
    const tell = (update: TaskUpdate) => receive(id, update);
    const { signal } = stopping;
    const ended = light ? runTask(task, definition, signal, tell) : runner.run(task, signal, tell);
    const outcome: Execution = await ended.finally(() => stops.delete(id));
    // What it saved last must be known before anything goes on from there, or the run ends.
    if (part) await store.checkpointsCommitted(part.key);
    if (lost.delete(id) && outcome.kind !== 'succeeded') return { kind: 'lost' };
    if (outcome.kind === 'failed' && outcome.failure.digest !== undefined)
      await store.quarantine(outcome.failure.digest);
    return outcome;
  }

  async function storeResult({
    id,
    attempt,
    light,
    result,
  }: Attempt & { readonly result: Succeeded }): Promise<Outputs> {
    const part = trajectory(id);
    if (part) await store.markMilestone(part.key, part.progress);
    const key = keyOf(id);
    const { durationMs, peakMemoryBytes, environment, outputs, contents } = result;
    const { meaning, contents: ofListings } = await meaningOf(id);
    const record = { ...meaning, durationMs, attempts: attempt, environment };
    const recorded = await store.commit(key, record, outputs, new Map([...contents, ...ofListings]));
    if (result.leavesWork) await store.removeWork(key);
    world.onComputed(id);
    if (!light) world.remote?.share(key);
    observe({ kind: 'instance-done', instance: meaning.instance, key, durationMs, peakMemoryBytes });
    return recorded;
  }

  const light = new LightInstances({
    execute,
    store: storeResult,
    stop,
    onEnded: world.onWaiting,
    fail: world.fail,
  });
  const logic = instanceMachine.provide({
    actors: {
      lease: fromPromise(({ input, signal }) => takeLease(input.id, signal)),
      slot: fromPromise(async ({ input: { id }, signal }) => {
        places.set(id, await slots.take(world.needsOf(id), signal));
      }),
      execute: fromPromise(({ input }) => light.execute(input)),
      store: fromPromise(({ input }) => storeResult(input)),
    },
    actions: {
      stopTask: (_, { id }) => stop(id),
      releaseSlot: (_, { id }) => {
        slots.release(places.get(id) ?? bug('an instance gives back a place that it does not have'));
        places.delete(id);
      },
      tellRetry: (_, { id, attempt, failure }) => {
        observe({ kind: 'instance-retry', instance: instanceName(graph, id), attempt, failure });
        retrying.add(id);
        world.onWaiting();
      },
    },
  });
  return { logic, light, release, handOver, waiting: () => waiting + retrying.size };
}
