import { type InstanceId, instanceName, nodeOf, variantOf } from '../graph/graph.js';
import type { Planner } from '../plan/planner.js';
import type { RunObserver } from './event.js';
import type { InstanceOutcome } from './instance-machine.js';
import type { Schedule } from './run-machine.js';

/** Decides which ready instance is next, and tells the planner and the world how each ended. */
export class PlanSchedule implements Schedule {
  readonly instanceLogic: Schedule['instanceLogic'];
  readonly #planner: Planner;
  readonly #wanted: (id: InstanceId) => boolean;
  readonly #capacity: () => number;
  readonly #release: (id: InstanceId) => Promise<void>;
  readonly #onCached: (id: InstanceId) => void;
  readonly #observe: RunObserver;
  readonly #ready: InstanceId[] = [];

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
    readonly observe: RunObserver;
  }) {
    this.#planner = options.planner;
    this.instanceLogic = options.instanceLogic;
    this.#wanted = options.wanted;
    this.#capacity = options.capacity;
    this.#release = options.release;
    this.#onCached = options.onCached;
    this.#observe = options.observe;
    this.#advance();
  }

  next(underWay: number): readonly InstanceId[] {
    return this.#ready.splice(0, Math.max(0, this.#capacity() - underWay));
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
      for (const blocked of this.#planner.fail(id)) {
        this.#observe({
          kind: 'instance-blocked',
          instance: instanceName(this.#planner.graph, blocked),
          by: instance,
        });
      }
    } else this.#observe({ kind: 'instance-skipped', instance });
  }

  /** Shorter trainings come first: a longer one of the same trajectory then goes on from them. */
  #advance(): void {
    this.#planner.takeCached().forEach(this.#onCached);
    this.#ready.push(...this.#planner.takeReady().filter(this.#wanted));
    const progress = new Map(this.#ready.map((id) => [id, this.#progressOf(id)]));
    this.#ready.sort((a, b) => progress.get(a)! - progress.get(b)! || a - b);
  }

  #progressOf(id: InstanceId): number {
    const node = nodeOf(this.#planner.graph, id);
    const param = node.template.definition.trajectory?.progress;
    return param === undefined ? 0 : Number(variantOf(node, id - node.firstId).params[param]);
  }
}
