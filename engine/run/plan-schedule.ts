import { bug } from '../bug.js';
import { type InstanceId, instanceName, nodeOf, variantOf } from '../graph/graph.js';
import type { Planner } from '../plan/planner.js';
import type { RunObserver } from './event.js';
import type { InstanceOutcome } from './instance-machine.js';
import { ReadyQueue } from './ready-queue.js';
import type { Schedule } from './run-machine.js';

/** Decides which ready instance is next, and tells the planner and the world how each ended. */
export class PlanSchedule implements Schedule {
  readonly instanceLogic: Schedule['instanceLogic'];
  readonly #planner: Planner;
  readonly #wanted: (id: InstanceId) => boolean;
  readonly #capacity: () => number;
  readonly #release: (id: InstanceId) => Promise<void>;
  readonly #onCached: (id: InstanceId) => void;
  readonly #onSettled: () => void;
  readonly #observe: RunObserver;
  readonly #ready = new ReadyQueue();
  /** Instances that wait for a GPU must not take up the room of others, so they have a queue of their own. */
  readonly #readyForGpu = new ReadyQueue();
  readonly #usesGpu: (id: InstanceId) => boolean;
  readonly #gpuCapacity: () => number;
  readonly #onGpu = new Set<InstanceId>();
  readonly #unwanted = new Set<InstanceId>();

  constructor(options: {
    readonly planner: Planner;
    readonly instanceLogic: Schedule['instanceLogic'];
    /** Whether an instance is asked for, or needed by one that is. */
    readonly wanted: (id: InstanceId) => boolean;
    /** How many may be under way at a time. */
    readonly capacity: () => number;
    /** Whether an instance is to have a GPU. */
    readonly usesGpu: (id: InstanceId) => boolean;
    /** How many of those may be under way at a time. */
    readonly gpuCapacity: () => number;
    readonly release: (id: InstanceId) => Promise<void>;
    /** Told of each instance whose result needs no computing, when that is found out. */
    readonly onCached: (id: InstanceId) => void;
    /** Told after each instance that ended, and what followed from it. */
    readonly onSettled: () => void;
    readonly observe: RunObserver;
  }) {
    this.#planner = options.planner;
    this.instanceLogic = options.instanceLogic;
    this.#wanted = options.wanted;
    this.#capacity = options.capacity;
    this.#usesGpu = options.usesGpu;
    this.#gpuCapacity = options.gpuCapacity;
    this.#release = options.release;
    this.#onCached = options.onCached;
    this.#onSettled = options.onSettled;
    this.#observe = options.observe;
    this.#advance();
  }

  next(underWay: number): readonly InstanceId[] {
    const room = this.#capacity() - underWay;
    const forGpu = this.#readyForGpu.take(Math.min(room, this.#gpuCapacity() - this.#onGpu.size));
    for (const id of forGpu) this.#onGpu.add(id);
    return [...forGpu, ...this.#ready.take(room - forGpu.length)];
  }

  settle(id: InstanceId, outcome: InstanceOutcome): void {
    void this.#release(id);
    this.#onGpu.delete(id);
    const instance = instanceName(this.#planner.graph, id);
    if (outcome.kind === 'done' || outcome.kind === 'adopted') {
      if (outcome.kind === 'adopted') this.#onCached(id);
      this.#planner.complete(id, outcome.outputs, outcome.kind === 'done' ? 'done' : 'cached');
      this.#advance();
    } else if (outcome.kind === 'failed') {
      this.#observe({ kind: 'instance-failed', instance, failure: outcome.failure });
      this.#planner.fail(id);
      this.#advance();
    } else this.#observe({ kind: 'instance-skipped', instance });
    this.#onSettled();
  }

  /** Takes in what the planner found out since the last time. */
  #advance(): void {
    this.#planner.takeCached().forEach(this.#onCached);
    for (const id of this.#planner.takeBlocked()) this.#tellBlocked(id);
    for (const id of this.#planner.takeReady()) {
      if (this.#wanted(id)) this.#insert(id);
      else this.#unwanted.add(id);
    }
    // Nobody asked for the leader, but somebody did for an instance that means the same.
    for (const follower of this.#planner.takeShared()) {
      const leader = this.#planner.leader(follower);
      if (leader !== undefined && this.#wanted(follower) && this.#unwanted.delete(leader))
        this.#insert(leader);
    }
  }

  #tellBlocked(id: InstanceId): void {
    const { graph } = this.#planner;
    const by = this.#planner.blockedBy(id) ?? bug('a blocked instance without a failure');
    this.#observe({
      kind: 'instance-blocked',
      instance: instanceName(graph, id),
      by: instanceName(graph, by),
    });
  }

  #insert(id: InstanceId): void {
    const queue = this.#usesGpu(id) ? this.#readyForGpu : this.#ready;
    queue.insert(id, this.#progressOf(id));
  }

  #progressOf(id: InstanceId): number {
    const node = nodeOf(this.#planner.graph, id);
    const param = node.template.definition.trajectory?.progress;
    return param === undefined ? 0 : Number(variantOf(node, id - node.firstId).params[param]);
  }
}
