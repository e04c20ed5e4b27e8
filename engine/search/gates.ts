import { candidateKey } from '../../nodes/successive-halving/decide.js';
import { bug } from '../bug.js';
import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import type { Pipeline, Search } from '../document/pipeline.js';
import type { GraphNode, InstanceId } from '../graph/graph.js';
import type { Space } from '../sweep/space.js';

/** Instances of one node that the same decisions are about, at one rung. */
export interface Gate {
  /** Number of the rung at which it is decided. */
  readonly rung: number;
  /** One; several where the node does not vary over an axis at whose points it is decided apart. */
  readonly decisions: readonly InstanceId[];
  /** The axes of the candidates that the node varies over. */
  readonly axes: readonly string[];
  /** The instances of later rungs by what tells their candidates apart. */
  readonly later: ReadonlyMap<string, readonly InstanceId[]>;
}

/**
 * Who waits for which decision of a search. A node that varies over the rungs and over what is searched has, at each
 * rung but the first, those points only that were kept at the one before. That is no input: what an instance computes
 * does not depend on why it was chosen.
 */
export class Gates {
  readonly search: Search;
  /** The node of the decisions. */
  readonly node: GraphNode;
  readonly #decisionsOf = new Map<InstanceId, readonly InstanceId[]>();
  readonly #gatesBy = new Map<InstanceId, Gate[]>();

  private constructor(search: Search, node: GraphNode, gates: readonly Gate[]) {
    this.search = search;
    this.node = node;
    for (const gate of gates) for (const id of gate.decisions) append(this.#gatesBy, id, gate);
  }

  static of(
    { search }: Pipeline,
    nodes: readonly GraphNode[],
    leftOut: ReadonlyMap<InstanceId, string>,
  ): { gates?: Gates; diagnostics: readonly Diagnostic[] } {
    const node = search && nodes.find(({ template }) => template.name === search.node);
    if (!search || !node) return { diagnostics: [] };
    const decisions = new Decisions(search, node, leftOut);
    const found: Gate[] = [];
    const next: { gate: Gate; ids: readonly InstanceId[] }[] = [];
    for (const each of nodes) {
      if (each === node || !isGated(each.space, search)) continue;
      for (const { gate, now } of gatesOf(each, search, decisions, leftOut)) {
        found.push(gate);
        next.push({ gate, ids: now });
      }
    }
    const gates = new Gates(search, node, found);
    for (const { gate, ids } of next) for (const id of ids) gates.#decisionsOf.set(id, gate.decisions);
    const undecided = found.find((gate) => gate.decisions.length === 0);
    return { gates, diagnostics: undecided ? [nothingToDecide(node, search, undecided)] : [] };
  }

  /** The decisions that an instance waits for; the same list for all that wait for the same. */
  decisionsOf(id: InstanceId): readonly InstanceId[] | undefined {
    return this.#decisionsOf.get(id);
  }

  /** The gates that a decision has a part in. */
  decidedBy(decision: InstanceId): readonly Gate[] {
    return this.#gatesBy.get(decision) ?? [];
  }

  isDecision(id: InstanceId): boolean {
    return id >= this.node.firstId && id < this.node.firstId + this.node.space.size;
  }

  /** Number of the rung of a decision. */
  rungOf(decision: InstanceId): number {
    const { space, firstId } = this.node;
    return space.positionsAt(decision - firstId)[space.axisNames.indexOf(this.search.rungAxis)]!;
  }

  /** `5`, or `5, dataset A` where it is decided apart. */
  placeOf(decision: InstanceId): string {
    const { space, firstId } = this.node;
    const { [this.search.rungAxis]: rung, ...others } = space.labelsAt(decision - firstId);
    return [`rung ${rung}`, ...Object.entries(others).map(([axis, label]) => `${axis} ${label}`)].join(', ');
  }
}

function isGated({ axisNames }: Space, { rungAxis, axes }: Search): boolean {
  return axisNames.includes(rungAxis) && axes.some((axis) => axisNames.includes(axis));
}

/** The decisions by rung and by the point on axes at which it is decided apart. */
class Decisions {
  readonly #node: GraphNode;
  readonly #search: Search;
  readonly #leftOut: ReadonlyMap<InstanceId, string>;
  readonly #byAxes = new Map<string, Map<string, InstanceId[]>>();

  constructor(search: Search, node: GraphNode, leftOut: ReadonlyMap<InstanceId, string>) {
    this.#search = search;
    this.#node = node;
    this.#leftOut = leftOut;
  }

  /** @param shared those of the axes at which it is decided apart that are looked at */
  at(rung: number, shared: readonly string[], point: string): InstanceId[] {
    const id = shared.join('\n');
    let index = this.#byAxes.get(id);
    if (!index) {
      index = this.#index(shared);
      this.#byAxes.set(id, index);
    }
    return index.get(`${rung} ${point}`) ?? [];
  }

  #index(shared: readonly string[]): Map<string, InstanceId[]> {
    const { space, firstId } = this.#node;
    const place = placesIn(space);
    const index = new Map<string, InstanceId[]>();
    for (const at of space.indices()) {
      if (this.#leftOut.has(firstId + at)) continue;
      const positions = space.positionsAt(at);
      const rung = positions[place(this.#search.rungAxis)]!;
      append(index, `${rung} ${shared.map((axis) => positions[place(axis)]!).join()}`, firstId + at);
    }
    return index;
  }
}

/** The gates of one node, each with the instances of the rung that comes next. */
function gatesOf(
  { space, firstId }: GraphNode,
  search: Search,
  decisions: Decisions,
  leftOut: ReadonlyMap<InstanceId, string>,
): { gate: Gate; now: InstanceId[] }[] {
  const place = placesIn(space);
  const shared = search.by.filter((axis) => space.axisNames.includes(axis));
  const axes = search.axes.filter((axis) => space.axisNames.includes(axis));
  const gates = new Map<string, { gate: Gate & { later: Map<string, InstanceId[]> }; now: InstanceId[] }>();
  for (const index of space.indices()) {
    const id = firstId + index;
    if (leftOut.has(id)) continue;
    const positions = space.positionsAt(index);
    const rung = positions[place(search.rungAxis)]!;
    const point = shared.map((axis) => positions[place(axis)]!).join();
    const candidate = candidateKey(space.labelsAt(index), axes);
    for (let earlier = 0; earlier < rung; earlier++) {
      const name = `${earlier} ${point}`;
      let found = gates.get(name);
      if (!found) {
        const gate = {
          rung: earlier,
          decisions: decisions.at(earlier, shared, point),
          axes,
          later: new Map(),
        };
        found = { gate, now: [] };
        gates.set(name, found);
      }
      append(found.gate.later, candidate, id);
      if (earlier === rung - 1) found.now.push(id);
    }
  }
  return [...gates.values()];
}

function placesIn(space: Space): (axis: string) => number {
  const places = new Map(space.axisNames.map((axis, at) => [axis, at]));
  return (axis) => places.get(axis) ?? bug(`the space has no axis ${axis}`);
}

function nothingToDecide({ template, space }: GraphNode, { rungAxis }: Search, { rung }: Gate): Diagnostic {
  const label = space.axes.find(({ name }) => name === rungAxis)!.labels[rung];
  return {
    severity: 'error',
    message: `the metric is left out at rung ${label}, so that nobody could go on from there`,
    hint: 'let the node of the metric be there at every rung',
    location: template.locate(['params']),
  };
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
