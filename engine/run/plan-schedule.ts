import type { AnyNode } from '../../nodes/define-node.js';
import { bug } from '../bug.js';
import { type InstanceId, instanceName, nodeOf, variantOf } from '../graph/graph.js';
import type { Planner } from '../plan/planner.js';
import { notPromotedReason } from '../search/promotion.js';
import type { RunObserver } from './event.js';
import type { InstanceInput, InstanceOutcome } from './instance-machine.js';
import type { LightInstances } from './light-instances.js';
import { ReadyQueue } from './ready-queue.js';
import type { Schedule } from './run-machine.js';

/** Ready instances that take up no room of those in other lanes. */
export interface Lane {
  /** An instance goes into the first lane that accepts it. */
  accepts(id: InstanceId): boolean;
  /** How many of them may be under way at a time. */
  capacity(): number;
}

/** Decides which ready instance is next, and tells the planner and the world how each ended. */
export class PlanSchedule implements Schedule {
  readonly instanceLogic: Schedule['instanceLogic'];
  readonly light: LightInstances;
  readonly #planner: Planner;
  readonly #wanted: (id: InstanceId) => boolean;
  readonly #release: (id: InstanceId) => Promise<void>;
  readonly #onCached: (id: InstanceId) => void;
  readonly #onSettled: () => void;
  readonly #observe: RunObserver;
  readonly #lanes: readonly (Lane & { readonly ready: ReadyQueue; readonly underWay: Set<InstanceId> })[];
  readonly #maxAttempts: number;
  readonly #unwanted = new Set<InstanceId>();

  constructor(options: {
    readonly planner: Planner;
    readonly instanceLogic: Schedule['instanceLogic'];
    readonly light: LightInstances;
    /** Whether an instance is asked for, or needed by one that is. */
    readonly wanted: (id: InstanceId) => boolean;
    /** The last one accepts all. */
    readonly lanes: readonly Lane[];
    /** Attempts at one instance, the first included. */
    readonly maxAttempts: number;
    readonly release: (id: InstanceId) => Promise<void>;
    /** Told of each instance whose result needs no computing, when that is found out. */
    readonly onCached: (id: InstanceId) => void;
    /** Told after each instance that ended, and what followed from it. */
    readonly onSettled: () => void;
    readonly observe: RunObserver;
  }) {
    this.#planner = options.planner;
    this.instanceLogic = options.instanceLogic;
    this.light = options.light;
    this.#wanted = options.wanted;
    this.#lanes = options.lanes.map((lane) => ({ ...lane, ready: new ReadyQueue(), underWay: new Set() }));
    this.#maxAttempts = options.maxAttempts;
    this.#release = options.release;
    this.#onCached = options.onCached;
    this.#onSettled = options.onSettled;
    this.#observe = options.observe;
    this.#advance();
  }

  /** Starts what is light; the others are to be started by the caller. */
  next(): readonly InstanceInput[] {
    const ready = this.#takeReady();
    for (const input of ready.filter(({ light }) => light))
      this.light.start(input, (outputs) => this.settle(input.id, { kind: 'done', outputs }));
    return ready.filter(({ light }) => !light);
  }

  #takeReady(): readonly InstanceInput[] {
    return this.#lanes.flatMap(({ ready, underWay, capacity }) => {
      const started = ready.take(capacity() - underWay.size);
      for (const id of started) underWay.add(id);
      return started.map((id) => ({
        id,
        light: this.#definitionOf(id).light === true,
        maxAttempts: this.#maxAttempts,
      }));
    });
  }

  #definitionOf(id: InstanceId): AnyNode {
    return nodeOf(this.#planner.graph, id).template.definition;
  }

  settle(id: InstanceId, outcome: InstanceOutcome): void {
    void this.#release(id);
    for (const { underWay } of this.#lanes) underWay.delete(id);
    const instance = instanceName(this.#planner.graph, id);
    if (outcome.kind === 'done' || outcome.kind === 'adopted') {
      if (outcome.kind === 'adopted') this.#onCached(id);
      this.#planner.complete(id, outcome.outputs, outcome.kind === 'done' ? 'done' : 'cached');
      this.#advance();
    } else if (outcome.kind === 'failed') {
      this.#observe({ kind: 'instance-failed', instance, failure: outcome.failure });
      this.#planner.fail(id);
      this.#advance();
    } else this.#observe({ kind: 'instance-stopped', instance });
    this.#onSettled();
  }

  /** Takes in what the planner found out since the last time. */
  #advance(): void {
    this.#planner.takeCached().forEach(this.#onCached);
    for (const id of this.#planner.takeBlocked()) this.#tellBlocked(id);
    for (const id of this.#planner.takeNotPromoted()) if (this.#wanted(id)) this.#tellNotPromoted(id);
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

  #tellNotPromoted(id: InstanceId): void {
    const { graph, promotion } = this.#planner;
    const reason = notPromotedReason(promotion, id).text;
    this.#observe({ kind: 'instance-not-promoted', instance: instanceName(graph, id), reason });
  }

  #insert(id: InstanceId): void {
    const lane = this.#lanes.find(({ accepts }) => accepts(id)) ?? bug('no lane accepts an instance');
    lane.ready.insert(id, this.#progressOf(id));
  }

  #progressOf(id: InstanceId): number {
    const node = nodeOf(this.#planner.graph, id);
    const param = this.#definitionOf(id).trajectory?.progress;
    return param === undefined ? 0 : Number(variantOf(node, id - node.firstId).params[param]);
  }
}
