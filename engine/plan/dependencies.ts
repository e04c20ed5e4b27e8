import { type Graph, type InstanceId, producersOf } from '../graph/graph.js';

/** Instances collected together: counted as one dependency, so that a dense gather has N + M edges, not N × M. */
interface Group {
  missing: number;
  /** Whether they are taken without those that fail. */
  readonly tolerant: boolean;
  readonly consumers: InstanceId[];
}

/** Counts, for every instance, the inputs that are not known yet. Built and used up in O(instances + edges). */
export class Dependencies {
  readonly #missing: Uint32Array;
  readonly #consumers: InstanceId[][];
  readonly #groupsOf: Group[][];
  readonly #present: InstanceId[] = [];

  /** `wanted`: only these; all where not given. */
  constructor(graph: Graph, wanted?: ReadonlySet<InstanceId>) {
    this.#missing = new Uint32Array(graph.instanceCount);
    this.#consumers = new Array(graph.instanceCount);
    this.#groupsOf = new Array(graph.instanceCount);
    const groups = new Map<readonly InstanceId[], Group>();
    for (const node of graph.nodes) {
      const tolerant = node === graph.gates?.node;
      for (let index = 0; index < node.space.size; index++) {
        const id = node.firstId + index;
        if (graph.leftOut.has(id) || wanted?.has(id) === false) continue;
        this.#present.push(id);
        for (const input of node.inputs) {
          const producers = producersOf(graph, input, node.space, index);
          if (producers.length === 0) continue;
          if (input.gathered) this.#group(groups, producers, tolerant).consumers.push(id);
          else append(this.#consumers, producers[0]!, id);
          this.#missing[id]!++;
        }
        const decisions = graph.gates?.decisionsOf(id);
        if (!decisions) continue;
        this.#group(groups, decisions, false).consumers.push(id);
        this.#missing[id]!++;
      }
    }
  }

  withoutAny(): InstanceId[] {
    return this.#present.filter((id) => this.#missing[id] === 0);
  }

  /** To be told once of each instance whose outputs are known; returns those that now lack nothing. */
  satisfiedBy(id: InstanceId): InstanceId[] {
    const complete: InstanceId[] = [];
    const count = (consumer: InstanceId) => {
      this.#missing[consumer]!--;
      if (this.#missing[consumer] === 0) complete.push(consumer);
    };
    this.#consumers[id]?.forEach(count);
    for (const group of this.#groupsOf[id] ?? []) {
      group.missing--;
      if (group.missing === 0) group.consumers.forEach(count);
    }
    return complete;
  }

  /** To be told once of each instance that will have no outputs; returns those that take what there is, and now have it. */
  lostBy(id: InstanceId): InstanceId[] {
    const complete: InstanceId[] = [];
    for (const group of this.#groupsOf[id] ?? []) {
      if (!group.tolerant) continue;
      group.missing--;
      if (group.missing > 0) continue;
      for (const consumer of group.consumers) if (--this.#missing[consumer]! === 0) complete.push(consumer);
    }
    return complete;
  }

  /** Everything that cannot be without any of these, directly or not. */
  downstreamOf(ids: readonly InstanceId[]): InstanceId[] {
    const found = new Set<InstanceId>();
    const queue = [...ids];
    for (let at = 0; at < queue.length; at++) {
      const id = queue[at]!;
      const groups = (this.#groupsOf[id] ?? []).filter(({ tolerant }) => !tolerant);
      for (const consumer of [
        ...(this.#consumers[id] ?? []),
        ...groups.flatMap((group) => group.consumers),
      ]) {
        if (found.has(consumer)) continue;
        found.add(consumer);
        queue.push(consumer);
      }
    }
    return [...found];
  }

  #group(
    groups: Map<readonly InstanceId[], Group>,
    producers: readonly InstanceId[],
    tolerant: boolean,
  ): Group {
    let group = groups.get(producers);
    if (!group) {
      group = { missing: producers.length, tolerant, consumers: [] };
      groups.set(producers, group);
      for (const producer of producers) append(this.#groupsOf, producer, group);
    }
    return group;
  }
}

function append<V>(lists: V[][], at: number, value: V): void {
  const list = lists[at];
  if (list) list.push(value);
  else lists[at] = [value];
}
