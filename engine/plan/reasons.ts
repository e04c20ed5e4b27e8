import { type Difference, differences } from '../../cache/key/difference.js';
import type { NodeKey } from '../../cache/key/manifest.js';
import type { NodeRecord } from '../../cache/records/record.js';
import type { RecordStore } from '../../cache/records/record-store.js';
import { type InstanceId, instanceName, nodeOf, producersOf } from '../graph/graph.js';
import type { Planner } from './planner.js';

/** An earlier record that an instance is compared with. */
export interface Comparison extends Candidate {
  readonly differences: readonly Difference[];
}

/** How many neighbouring instances are looked at for the nearest record. */
const neighboursTried = 16;

interface Candidate {
  readonly key: NodeKey;
  readonly instance: string;
  readonly record: NodeRecord;
}

/** Says why instances are in their state, by what is recorded of earlier ones. Made for one plan. */
export class Reasons {
  readonly #planner: Planner;
  readonly #store: RecordStore | undefined;
  readonly #neighbours = new Map<string, readonly Candidate[]>();

  constructor(planner: Planner, store: RecordStore | undefined) {
    this.#planner = planner;
    this.#store = store;
  }

  /**
   * Compares an instance whose key is known with the nearest earlier record: its own newest one with another key,
   * else the one of the same node that differs in the fewest fields. Undefined where the node has never run.
   */
  compare(id: InstanceId): Comparison | undefined {
    const key = this.#planner.key(id);
    if (!this.#store || key === undefined) return undefined;
    const manifest = this.#planner.manifest(id);
    const { pipeline } = this.#planner.graph;
    const instance = instanceName(this.#planner.graph, id);
    const own = this.#newest(instance, this.#store.history(pipeline.name, instance), key);
    const candidates = own ? [own] : this.#neighboursOf(id).filter((candidate) => candidate.key !== key);
    let nearest: Comparison | undefined;
    for (const candidate of candidates) {
      const found = differences(candidate.record.manifest, manifest);
      if (!nearest || found.length < nearest.differences.length)
        nearest = { ...candidate, differences: found };
    }
    return nearest;
  }

  /** Why an instance is in its state, in a few words. */
  of(id: InstanceId): string {
    const planner = this.#planner;
    const { graph } = planner;
    switch (planner.state(id)) {
      case 'leftOut':
        return graph.leftOut.get(id) ?? '';
      case 'cached':
        return 'its result is recorded';
      case 'shared':
        return `the same computation as ${instanceName(graph, planner.leader(id)!)}`;
      case 'waiting':
        return `waits for ${unknownProducers(planner, id).join(', ')}`;
      case 'blocked':
        return `${instanceName(graph, planner.blockedBy(id)!)} failed`;
      case 'run':
        return this.#ofRun(id);
      case 'done':
      case 'failed':
        return '';
    }
  }

  #ofRun(id: InstanceId): string {
    const key = this.#planner.key(id);
    if (key !== undefined && this.#store?.records.get(key))
      return 'its recorded result is damaged or missing';
    const comparison = this.compare(id);
    if (!comparison) return 'never run before';
    const changes = comparison.differences.map(differenceText).join('; ');
    const isOwn = comparison.instance === instanceName(this.#planner.graph, id);
    return isOwn ? changes : `${changes} (compared with ${comparison.instance})`;
  }

  #neighboursOf(id: InstanceId): readonly Candidate[] {
    const { graph } = this.#planner;
    const { name } = nodeOf(graph, id).template;
    const known = this.#neighbours.get(name);
    if (known) return known;
    const found: Candidate[] = [];
    for (const [instance, keys] of this.#store?.historiesOf(graph.pipeline.name, name) ?? []) {
      const candidate = this.#newest(instance, keys, undefined);
      if (candidate) found.push(candidate);
      if (found.length === neighboursTried) break;
    }
    this.#neighbours.set(name, found);
    return found;
  }

  #newest(instance: string, keys: readonly { readonly key: NodeKey }[], except: NodeKey | undefined) {
    for (const { key } of keys.toReversed()) {
      const record = key === except ? undefined : this.#store?.records.get(key);
      if (record) return { key, instance, record };
    }
    return undefined;
  }
}

/** Names of the nodes that feed an instance and whose outputs are not known yet. */
function unknownProducers(planner: Planner, id: InstanceId): string[] {
  const { graph } = planner;
  const node = nodeOf(graph, id);
  const isUnknown = (producer: InstanceId) => planner.outputs(producer) === undefined;
  const names = node.inputs
    .filter((input) => producersOf(graph, input, node.space, id - node.firstId).some(isUnknown))
    .map((input) => input.reference.node);
  return [...new Set(names)];
}

/** `params.learningRate 0.0002 → 0.001`; digests are cut, since nobody reads 64 digits. */
export function differenceText({ field, before, after }: Difference): string {
  if (before === undefined) return `${field} is new: ${valueText(after)}`;
  if (after === undefined) return `${field} ${valueText(before)} is gone`;
  return `${field} ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: unknown): string {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return `${value.slice(0, 8)}…`;
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
