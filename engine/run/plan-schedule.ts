import { bug } from '../bug.js';
import { type InstanceId, instanceName, nodeOf, variantOf } from '../graph/graph.js';
import type { Planner } from '../plan/planner.js';
import type { RunObserver } from './event.js';
import type { InstanceOutcome } from './instance-machine.js';
import type { Schedule } from './run-machine.js';

interface ReadyInstance {
  readonly id: InstanceId;
  /** Epochs asked for, of a training. */
  readonly progress: number;
}

function comesFirst(a: ReadyInstance, b: ReadyInstance): boolean {
  return a.progress === b.progress ? a.id < b.id : a.progress < b.progress;
}

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
  readonly #ready: ReadyInstance[] = [];
  readonly #unwanted = new Set<InstanceId>();

  constructor(options: {
    readonly planner: Planner;
    readonly instanceLogic: Schedule['instanceLogic'];
    /** Whether an instance is asked for, or needed by one that is. */
    readonly wanted: (id: InstanceId) => boolean;
    /** How many may be under way at a time. */
    readonly capacity: () => number;
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
    this.#release = options.release;
    this.#onCached = options.onCached;
    this.#onSettled = options.onSettled;
    this.#observe = options.observe;
    this.#advance();
  }

  next(underWay: number): readonly InstanceId[] {
    return this.#ready.splice(0, Math.max(0, this.#capacity() - underWay)).map(({ id }) => id);
  }

  settle(id: InstanceId, outcome: InstanceOutcome): void {
    void this.#release(id);
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

  /** Shorter trainings come first: a longer one of the same trajectory then goes on from them. */
  #insert(id: InstanceId): void {
    const instance = { id, progress: this.#progressOf(id) };
    let low = 0;
    let high = this.#ready.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comesFirst(instance, this.#ready[middle]!)) high = middle;
      else low = middle + 1;
    }
    this.#ready.splice(low, 0, instance);
  }

  #progressOf(id: InstanceId): number {
    const node = nodeOf(this.#planner.graph, id);
    const param = node.template.definition.trajectory?.progress;
    return param === undefined ? 0 : Number(variantOf(node, id - node.firstId).params[param]);
  }
}
