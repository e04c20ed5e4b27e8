import { type Difference, differences } from '../../cache/key/difference.js';
import type { NodeKey } from '../../cache/key/manifest.js';
import type { NodeRecord } from '../../cache/records/record.js';
import type { RecordStore } from '../../cache/records/record-store.js';
import { type InstanceId, instanceName, nodeOf, producersOf } from '../graph/graph.js';
import type { Planner } from './planner.js';

/** The earlier record that an instance is compared with. */
export interface Comparison {
  readonly key: NodeKey;
  readonly instance: string;
  readonly record: NodeRecord;
  readonly differences: readonly Difference[];
}

/** How many neighbouring instances are looked at for the nearest record. */
const neighboursTried = 200;

/**
 * The nearest earlier record of an instance whose key is known: its own newest one with another key, else the one
 * of the same node that differs in the fewest fields. Undefined where the node has never run.
 */
export function compareWithEarlier(
  planner: Planner,
  id: InstanceId,
  store: RecordStore | undefined,
): Comparison | undefined {
  const key = planner.key(id);
  if (!store || key === undefined) return undefined;
  const manifest = planner.manifest(id);
  const { pipeline } = planner.graph;
  const instance = instanceName(planner.graph, id);

  const compare = (name: string, keys: readonly { readonly key: NodeKey }[]): Comparison | undefined => {
    for (const entry of keys.toReversed()) {
      const record = entry.key === key ? undefined : store.records.get(entry.key);
      if (record) {
        return {
          key: entry.key,
          instance: name,
          record,
          differences: differences(record.manifest, manifest),
        };
      }
    }
    return undefined;
  };

  const own = compare(instance, store.history(pipeline.name, instance));
  if (own) return own;
  let nearest: Comparison | undefined;
  let tried = 0;
  for (const [name, keys] of store.historiesOf(pipeline.name, nodeOf(planner.graph, id).template.name)) {
    const candidate = compare(name, keys);
    if (candidate && (!nearest || candidate.differences.length < nearest.differences.length))
      nearest = candidate;
    if (++tried === neighboursTried) break;
  }
  return nearest;
}

/** Why an instance is in its state, in a few words. */
export function reasonFor(planner: Planner, id: InstanceId, store: RecordStore | undefined): string {
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
    case 'run': {
      const key = planner.key(id);
      if (key !== undefined && store?.records.get(key)) return 'its recorded result is damaged or missing';
      const comparison = compareWithEarlier(planner, id, store);
      if (!comparison) return 'never run before';
      return `${comparison.differences.map(differenceText).join('; ')}${
        comparison.instance === instanceName(graph, id) ? '' : ` (compared with ${comparison.instance})`
      }`;
    }
    case 'done':
    case 'failed':
      return '';
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
