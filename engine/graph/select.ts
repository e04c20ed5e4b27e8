import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import { type Graph, type InstanceId, nodeOf, producersOf } from './graph.js';

/** What a user asked for: nodes by name, and labels on axes. */
export interface Selection {
  readonly nodes: readonly string[];
  readonly at: Readonly<Record<string, string>>;
}

/** The instances asked for, without what they need; those that do not vary over an axis fit any label on it. */
export function selectInstances(
  graph: Graph,
  { nodes, at }: Selection,
): { instances: ReadonlySet<InstanceId>; diagnostics: readonly Diagnostic[] } {
  const diagnostics = [...unknownNodes(graph, nodes), ...unknownLabels(graph, at)];
  const instances = new Set<InstanceId>();
  for (const { template, space, firstId } of graph.nodes) {
    if (nodes.length > 0 && !nodes.includes(template.name)) continue;
    for (const index of space.indices()) {
      const labels = space.labelsAt(index);
      if (Object.entries(at).every(([axis, label]) => !(axis in labels) || labels[axis] === label)) {
        instances.add(firstId + index);
      }
    }
  }
  return { instances, diagnostics };
}

/** These instances and everything upstream of them. */
export function withUpstream(graph: Graph, instances: ReadonlySet<InstanceId>): ReadonlySet<InstanceId> {
  const found = new Set(instances);
  for (const id of found) {
    const node = nodeOf(graph, id);
    for (const input of node.inputs) {
      for (const producer of producersOf(graph, input, node.space, id - node.firstId)) found.add(producer);
    }
  }
  return found;
}

function unknownNodes(graph: Graph, names: readonly string[]): Diagnostic[] {
  const known = graph.nodes.map((node) => node.template.name);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      severity: 'error',
      message: `the pipeline has no node "${name}"`,
      hint: `its nodes are ${known.join(', ')}`,
    }));
}

function unknownLabels(graph: Graph, at: Readonly<Record<string, string>>): Diagnostic[] {
  const { axes } = graph.pipeline;
  return Object.entries(at).flatMap(([name, label]): Diagnostic[] => {
    const axis = axes.get(name);
    if (!axis) {
      const hint = axes.size === 0 ? 'it has none' : `its axes are ${[...axes.keys()].join(', ')}`;
      return [{ severity: 'error', message: `the pipeline has no axis "${name}"`, hint }];
    }
    if (axis.labels.includes(label)) return [];
    const hint = `its labels are ${axis.labels.join(', ')}`;
    return [{ severity: 'error', message: `axis "${name}" has no label "${label}"`, hint }];
  });
}
