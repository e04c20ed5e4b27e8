import { type Decision, type RankedCandidate, shortNumber } from '../../nodes/artifacts/decision.js';
import { candidateKey, keptCount } from '../../nodes/successive-halving/decide.js';
import { type Graph, type GraphInput, type InstanceId, nodeOf } from '../graph/graph.js';
import type { Gate, Gates } from './gates.js';

/** What the decisions of a search mean for who waits for them, as they become known. */
export class Promotion {
  readonly #graph: Graph;
  readonly #gates: Gates;
  readonly #decisions = new Map<InstanceId, Decision>();
  /** By instance that does not go on where that was decided. */
  readonly #stopped = new Map<InstanceId, Gate>();
  readonly #entering = new Map<InstanceId, number>();

  constructor(graph: Graph, gates: Gates) {
    this.#graph = graph;
    this.#gates = gates;
  }

  /** Takes in a decision; returns the instances that do not go on because of it. */
  take(id: InstanceId, decision: Decision): readonly InstanceId[] {
    this.#decisions.set(id, decision);
    this.#entering.clear();
    return this.#gates.decidedBy(id).flatMap((gate) => {
      const decisions = this.#decided(gate);
      if (decisions.length < gate.decisions.length) return [];
      const kept = new Set(
        decisions.flatMap(({ candidates }) =>
          candidates.flatMap((candidate) => (candidate.kept ? [candidateKey(candidate.at, gate.axes)] : [])),
        ),
      );
      const stopped = Array.from(gate.later, ([key, ids]) => (kept.has(key) ? [] : ids)).flat();
      const fresh = stopped.filter((each) => !this.#stopped.has(each));
      for (const each of fresh) this.#stopped.set(each, gate);
      return fresh;
    });
  }

  /** What a decision is taken on: not on candidates of which a run is lost, whose mean would be over fewer than those of their rivals. */
  withoutLost(
    { producer: { firstId, space } }: GraphInput,
    ids: readonly InstanceId[],
    isLost: (id: InstanceId) => boolean,
  ): readonly InstanceId[] {
    const { axes } = this.#gates.search;
    const candidateOf = (id: InstanceId) => candidateKey(space.labelsAt(id - firstId), axes);
    const lost = new Set(ids.filter(isLost).map(candidateOf));
    return lost.size === 0 ? ids : ids.filter((id) => !lost.has(candidateOf(id)));
  }

  decision(id: InstanceId): Decision | undefined {
    return this.#decisions.get(id);
  }

  /** Why an instance does not go on: `learningRate 0.1 was ranked 7 of 9 at rung 5 (dice 0.61), 3 are kept`. */
  reason(id: InstanceId): string | undefined {
    const gate = this.#stopped.get(id);
    if (!gate) return undefined;
    const { firstId, space } = nodeOf(this.#graph, id);
    const labels = space.labelsAt(id - firstId);
    const key = candidateKey(labels, gate.axes);
    for (const decision of gate.decisions) {
      const { candidates = [], metric = '' } = this.#decisions.get(decision) ?? {};
      const found = candidates.find(({ at }) => candidateKey(at, gate.axes) === key);
      if (!found) continue;
      const kept = candidates.filter((candidate) => candidate.kept).length;
      const place = this.#gates.placeOf(decision);
      const rank = `ranked ${found.rank} of ${candidates.length} at ${place}`;
      return `${pointText(found.at)} was ${rank} (${valueText(found, metric)}), ${kept} ${kept === 1 ? 'is' : 'are'} kept`;
    }
    const point = pointText(Object.fromEntries(gate.axes.map((axis) => [axis, labels[axis]!])));
    return `${point} has no ${this.#gates.search.metric} at ${this.#gates.placeOf(gate.decisions[0]!)}`;
  }

  /** What is said of the reasons of many: `not kept at rung 5`. */
  generalReason(id: InstanceId): string | undefined {
    const gate = this.#stopped.get(id);
    return gate && `not kept at ${this.#gates.placeOf(gate.decisions[0]!)}`;
  }

  /** For an instance whose decisions are not known yet: `the decision at rung 5, after which up to 3 of 9 go on`. */
  awaited(id: InstanceId): string | undefined {
    const open = this.#gates.decisionsOf(id)?.filter((decision) => !this.#decisions.has(decision)) ?? [];
    const [first] = open;
    if (first === undefined) return undefined;
    if (open.length > 1) return `${open.length} decisions of the search`;
    const candidates = this.#candidatesIn(first);
    const kept = keptCount(candidates, this.#gates.search.keep);
    return `the decision at ${this.#gates.placeOf(first)}, after which up to ${kept} of ${candidates} go on`;
  }

  #decided(gate: Gate): Decision[] {
    return gate.decisions.flatMap((id) => this.#decisions.get(id) ?? []);
  }

  /** How many candidates a decision is about, at the most while those before it are not known. */
  #candidatesIn(decision: InstanceId): number {
    const known = this.#entering.get(decision);
    if (known !== undefined) return known;
    const { node, search } = this.#gates;
    const index = decision - node.firstId;
    const before = this.#oneRungBefore(decision);
    const earlier = before === undefined ? undefined : this.#decisions.get(before);
    const count = earlier
      ? earlier.candidates.filter(({ kept }) => kept).length
      : before === undefined
        ? this.#allCandidates(index)
        : keptCount(this.#candidatesIn(before), search.keep);
    this.#entering.set(decision, count);
    return count;
  }

  #oneRungBefore(decision: InstanceId): InstanceId | undefined {
    const { node, search } = this.#gates;
    const place = node.space.axisNames.indexOf(search.rungAxis);
    const positions = [...node.space.positionsAt(decision - node.firstId)];
    if (positions[place] === 0) return undefined;
    positions[place]!--;
    return node.firstId + node.space.indexOf(positions);
  }

  #allCandidates(index: number): number {
    const { node, search } = this.#gates;
    const keys = node.inputs.flatMap(({ gathered, producer: { firstId, space } }) =>
      (gathered?.groups[node.space.project(index, gathered.kept)] ?? []).map((id) =>
        candidateKey(space.labelsAt(id - firstId), search.axes),
      ),
    );
    return new Set(keys).size;
  }
}

/** Why an instance is not promoted: `general` leaves out what is its own. */
export function notPromotedReason(
  promotion: Promotion | undefined,
  id: InstanceId,
): { readonly text: string; readonly general: string } {
  const text = promotion?.reason(id) ?? 'nothing that feeds it is promoted';
  return { text, general: promotion?.generalReason(id) ?? text };
}

function pointText(at: RankedCandidate['at']): string {
  return Object.entries(at)
    .map(([axis, label]) => `${axis} ${label}`)
    .join(', ');
}

function valueText({ value }: RankedCandidate, metric: string): string {
  return value === undefined ? `no ${metric}` : `${metric} ${shortNumber(value)}`;
}
