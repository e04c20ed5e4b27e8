import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import { type Graph, type InstanceId, nodeOf, producersOf } from './graph.js';

/** What a user asked for: nodes by name, and labels on axes, of which any fits. */
export interface Selection {
  readonly nodes: readonly string[];
  readonly at: Readonly<Record<string, readonly string[]>>;
}

/**
 * The instances asked for, without what they need. An instance fits labels on axes that it does not vary over, unless
 * it collects others that do not fit: a table of all seeds is not part of one seed, unless its node is named.
 */
export function selectInstances(
  graph: Graph,
  { nodes, at }: Selection,
): { instances: ReadonlySet<InstanceId>; diagnostics: readonly Diagnostic[] } {
  const diagnostics = [...unknownNodes(graph, nodes), ...unknownLabels(graph, at)];
  const instances = new Set<InstanceId>();
  const excluded = new Set<InstanceId>();
  for (const node of graph.nodes) {
    const isNamed = nodes.includes(node.template.name);
    for (const index of node.space.indices()) {
      const id = node.firstId + index;
      const labels = node.space.labelsAt(index);
      const fits = Object.entries(at).every(([axis, wanted]) => {
        const label = labels[axis];
        return label === undefined || wanted.includes(label);
      });
      const collectsExcluded =
        excluded.size > 0 &&
        node.inputs.some((input) =>
          producersOf(graph, input, node.space, index).some((producer) => excluded.has(producer)),
        );
      if (!fits || collectsExcluded) excluded.add(id);
      if (fits && (isNamed || (nodes.length === 0 && !collectsExcluded))) instances.add(id);
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

function unknownLabels(graph: Graph, at: Selection['at']): Diagnostic[] {
  const { axes } = graph.pipeline;
  return Object.entries(at).flatMap(([name, labels]): Diagnostic[] => {
    const axis = axes.get(name);
    if (!axis) {
      const hint = axes.size === 0 ? 'it has none' : `its axes are ${[...axes.keys()].join(', ')}`;
      return [{ severity: 'error', message: `the pipeline has no axis "${name}"`, hint }];
    }
    const hint = `its labels are ${axis.labels.join(', ')}`;
    return labels
      .filter((label) => !axis.labels.includes(label))
      .map((label) => ({ severity: 'error', message: `axis "${name}" has no label "${label}"`, hint }));
  });
}
