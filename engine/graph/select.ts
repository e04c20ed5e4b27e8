import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import { didYouMean } from '../document/diagnostics/did-you-mean.js';
import type { Space } from '../sweep/space.js';
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
  // A collection is looked at once, however many collect it.
  const collects = new Map<readonly InstanceId[], boolean>();
  const hasExcluded = (producers: readonly InstanceId[]) => {
    let found = collects.get(producers);
    if (found === undefined) {
      found = producers.some((producer) => excluded.has(producer));
      if (producers.length > 1) collects.set(producers, found);
    }
    return found;
  };
  const asksLabels = Object.keys(at).length > 0;
  for (const node of graph.nodes) {
    const isNamed = nodes.includes(node.template.name);
    // What does not fit labels matters to what collects it.
    if (nodes.length > 0 && !isNamed && !asksLabels) continue;
    const fits = fitting(node.space, at);
    for (let index = 0; index < node.space.size; index++) {
      const id = node.firstId + index;
      const isThere = fits(index);
      const collectsExcluded =
        excluded.size > 0 &&
        node.inputs.some((input) => hasExcluded(producersOf(graph, input, node.space, index)));
      if (!isThere || collectsExcluded) excluded.add(id);
      if (isThere && (isNamed || (nodes.length === 0 && !collectsExcluded))) instances.add(id);
    }
  }
  if (diagnostics.length === 0 && ![...instances].some((id) => !graph.leftOut.has(id))) {
    diagnostics.push({
      severity: 'error',
      message: 'no instance is at the points that are asked for',
      hint: 'the sweep does not have these labels together there; `micrograph plan` lists what it has',
    });
  }
  return { instances, diagnostics };
}

/** Whether a point of a space has the labels asked for, on the axes that it has. */
function fitting(space: Space, at: Selection['at']): (index: number) => boolean {
  const asked = space.axes.flatMap(({ name, labels }, axis) => {
    const wanted = Object.hasOwn(at, name) ? new Set(at[name]) : undefined;
    return wanted ? [{ axis, isWanted: labels.map((label) => wanted.has(label)) }] : [];
  });
  if (asked.length === 0) return () => true;
  return (index) => {
    const positions = space.positionsAt(index);
    return asked.every(({ axis, isWanted }) => isWanted[positions[axis]!]);
  };
}

/** These instances and everything upstream of them, the decisions of a search that they wait for included. */
export function withUpstream(graph: Graph, instances: ReadonlySet<InstanceId>): ReadonlySet<InstanceId> {
  const found = new Set(instances);
  const collected = new Set<readonly InstanceId[]>();
  for (const id of found) {
    const node = nodeOf(graph, id);
    for (const input of node.inputs) {
      const producers = producersOf(graph, input, node.space, id - node.firstId);
      if (collected.has(producers)) continue;
      if (producers.length > 1) collected.add(producers);
      for (const producer of producers) found.add(producer);
    }
    for (const decision of graph.gates?.decisionsOf(id) ?? []) found.add(decision);
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
      hint: didYouMean(name, known, 'nodes') ?? 'it has none',
    }));
}

function unknownLabels(graph: Graph, at: Selection['at']): Diagnostic[] {
  const { axes } = graph.pipeline;
  return Object.entries(at).flatMap(([name, labels]): Diagnostic[] => {
    const axis = axes.get(name);
    if (!axis) {
      const hint = didYouMean(name, axes.keys(), 'axes') ?? 'it has none';
      return [{ severity: 'error', message: `the pipeline has no axis "${name}"`, hint }];
    }
    return labels
      .filter((label) => !axis.labels.includes(label))
      .map((label) => ({
        severity: 'error',
        message: `axis "${name}" has no label "${label}"`,
        hint: didYouMean(label, axis.labels, 'labels')!,
      }));
  });
}
