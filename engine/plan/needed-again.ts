import type { NodeKey } from '../../cache/key/manifest.js';
import { type Graph, type InstanceId, nodeOf, producersOf } from '../graph/graph.js';
import { withUpstream } from '../graph/select.js';
import type { Planner } from './planner.js';

/**
 * Of the results whose content gc let go, those that are computed again: what is asked for (where that is not said, all
 * that feeds no other), what feeds an instance that runs or may run, and what feeds these in turn. The others need not be there: their digests say all that a plan asks.
 */
export function neededAgain(
  planner: Planner,
  evicted: ReadonlySet<NodeKey>,
  asked: ReadonlySet<InstanceId> | undefined,
): ReadonlySet<NodeKey> {
  const { graph } = planner;
  const part = asked && withUpstream(graph, asked);
  const needed = new Set<NodeKey>();
  const running: InstanceId[] = [];
  const instancesOf = instancesByKey(planner, evicted);
  const need = (id: InstanceId) => {
    const key = planner.key(id);
    if (key === undefined || !evicted.has(key) || needed.has(key)) return;
    needed.add(key);
    // Any of them may be the one that is computed, and each may have inputs of its own that only say the same.
    for (const each of instancesOf.get(key) ?? []) running.push(each);
  };
  for (const id of asked ?? lastOnes(graph)) need(id);
  for (let id = 0; id < graph.instanceCount; id++) {
    const mayRun = ['run', 'shared', 'waiting'].includes(planner.state(id));
    if (mayRun && part?.has(id) !== false) running.push(id);
  }
  for (let id = running.pop(); id !== undefined; id = running.pop()) producers(graph, id).forEach(need);
  return needed;
}

function instancesByKey(planner: Planner, keys: ReadonlySet<NodeKey>): ReadonlyMap<NodeKey, InstanceId[]> {
  const found = new Map<NodeKey, InstanceId[]>();
  for (let id = 0; id < planner.graph.instanceCount; id++) {
    const key = planner.key(id);
    if (key === undefined || !keys.has(key)) continue;
    const instances = found.get(key);
    if (instances) instances.push(id);
    else found.set(key, [id]);
  }
  return found;
}

/** The instances that feed no other. */
function lastOnes(graph: Graph): ReadonlySet<InstanceId> {
  const last = new Set(Array.from({ length: graph.instanceCount }, (_, id) => id));
  for (let id = 0; id < graph.instanceCount; id++)
    for (const producer of producers(graph, id)) last.delete(producer);
  return last;
}

function producers(graph: Graph, id: InstanceId): InstanceId[] {
  const node = nodeOf(graph, id);
  return node.inputs.flatMap((input) => [...producersOf(graph, input, node.space, id - node.firstId)]);
}
