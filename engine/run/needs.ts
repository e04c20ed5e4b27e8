import type { Pipeline } from '../document/pipeline.js';
import { limitNames } from '../document/sections/read-resources.js';
import { type Graph, type InstanceId, nodeOf, variantOf } from '../graph/graph.js';
import type { Amounts } from './slots.js';

/** What one instance takes while it runs: what the document says of its node, else its type. */
export function needsOf(graph: Graph, id: InstanceId, threads: number): Amounts {
  const node = nodeOf(graph, id);
  const { definition, resources: override } = node.template;
  const { cpus, gpus, memoryBytes, limits } = definition.resources ?? {};
  const declaredBytes = () =>
    typeof memoryBytes === 'function' ? memoryBytes(variantOf(node, id - node.firstId).params) : memoryBytes;
  return {
    gpus: override?.gpus ?? gpus ?? 0,
    limits: { ...limits, ...override?.limits },
    memoryBytes: override?.memoryBytes ?? declaredBytes() ?? 0,
    cpus: override?.cpus ?? (cpus === undefined ? 1 : threads * cpus),
  };
}

/** How much there is of each limit that a node names: what document and machine allow, whichever is less; else 1. */
export function limitsOf(
  { nodes, limits }: Pipeline,
  machine: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const names = new Set([...nodes.values()].flatMap(limitNames));
  const allowed = (name: string) => {
    const most = machine[name] ?? Number.POSITIVE_INFINITY;
    return Math.min(limits?.[name] ?? machine[name] ?? 1, most);
  };
  return Object.fromEntries(Array.from(names, (name) => [name, allowed(name)]));
}
