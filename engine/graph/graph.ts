import type { Problem } from '../../nodes/define-node.js';
import { bug } from '../bug.js';
import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import type { InputReference, NodeTemplate, Pipeline, Variant } from '../document/pipeline.js';
import { Gates } from '../search/gates.js';
import { maxPoints } from '../sweep/region.js';
import type { Space } from '../sweep/space.js';

/** Number of an instance within its graph: 0 … instanceCount-1. */
export type InstanceId = number;

/** A node with all axes that it depends on, directly or through its inputs. */
export interface GraphNode {
  readonly template: NodeTemplate;
  readonly space: Space;
  /** The space on the axes that the node mentions itself: that of its template's variants. */
  readonly ownSpace: Space;
  /** Id of the instance at the node's first point; the others follow in the order of the space. */
  readonly firstId: InstanceId;
  readonly inputs: readonly GraphInput[];
}

/** A connected input port and where its artifacts come from. */
export interface GraphInput {
  readonly reference: InputReference;
  readonly optional: boolean;
  readonly producer: GraphNode;
  /** Only for a gather: the axes kept apart, and per point on them the instances collected there. */
  readonly gathered: { readonly kept: Space; readonly groups: readonly InstanceId[][] } | undefined;
}

/** The instances of a pipeline, as templates and arithmetic: no object per instance. */
export interface Graph {
  readonly pipeline: Pipeline;
  /** Producers before consumers. */
  readonly nodes: readonly GraphNode[];
  readonly instanceCount: number;
  /** For each instance why it is left out, where it is. */
  readonly leftOut: ReadonlyMap<InstanceId, string>;
  /** Who waits for the decisions of a search, where there is one. */
  readonly gates?: Gates;
}

/** Expands the sweep: every node varies over exactly the axes that it or what feeds it mentions. */
export function expandGraph(pipeline: Pipeline): { graph: Graph; diagnostics: readonly Diagnostic[] } {
  const byName = new Map<string, GraphNode>();
  const leftOut = new Map<InstanceId, string>();
  const diagnostics: Diagnostic[] = [];
  let instanceCount = 0;

  for (const template of pipeline.nodes.values()) {
    const inputs = [...template.inputs.values()].map((reference) => {
      const producer = byName.get(reference.node) ?? bug(`${reference.node} comes after ${template.name}`);
      return {
        reference,
        producer,
        optional: template.definition.inputs[reference.port]?.optional === true,
        gathered: reference.gatherBy && gather(pipeline, producer, reference.gatherBy, leftOut),
      };
    });
    const axes = axesOf(template, inputs);
    const tooMany = checkSize(pipeline, template, axes);
    // What depends on it would have as many.
    if (tooMany)
      return {
        graph: { pipeline, nodes: [...byName.values()], instanceCount, leftOut },
        diagnostics: [...diagnostics, tooMany],
      };
    const node = {
      template,
      inputs,
      space: pipeline.sweep.on(axes),
      ownSpace: pipeline.sweep.on(template.ownAxes),
      firstId: instanceCount,
    };
    byName.set(template.name, node);
    diagnostics.push(...checkKept(node));
    instanceCount += node.space.size;
    diagnostics.push(...checkGathered(node));
    const left = leaveOut(node, leftOut);
    if (left === node.space.size) {
      diagnostics.push({
        severity: 'error',
        message: `node "${template.name}" is left out everywhere: ${leftOut.get(node.firstId)}`,
        hint: 'remove the node, or let its `when` (or that of what feeds it) hold at some point',
        location: template.location,
      });
    }
  }
  const nodes = [...byName.values()];
  const { gates, diagnostics: ofSearch } = Gates.of(pipeline, nodes, leftOut);
  return {
    graph: { pipeline, nodes, instanceCount, leftOut, ...(gates && { gates }) },
    diagnostics: [...diagnostics, ...ofSearch],
  };
}

/** The instances that feed one input of instance `index` of a node; none where the producer is left out. */
export function producersOf(
  graph: Graph,
  input: GraphInput,
  consumer: Space,
  index: number,
): readonly InstanceId[] {
  return present(input, consumer, index, graph.leftOut);
}

export function variantOf(node: GraphNode, index: number): Variant {
  const { template, space, ownSpace } = node;
  return template.variants[space.project(index, ownSpace)] ?? bug(`no variant ${index} of ${template.name}`);
}

export function nodeOf(graph: Graph, id: InstanceId): GraphNode {
  let low = 0;
  let high = graph.nodes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (graph.nodes[middle]!.firstId <= id) low = middle;
    else high = middle - 1;
  }
  return graph.nodes[low] ?? bug(`no instance ${id}`);
}

/** `node[axis=label,…]`, or the bare name where the node has no axes. */
export function instanceName(graph: Graph, id: InstanceId): string {
  const node = nodeOf(graph, id);
  const positions = node.space.positionsAt(id - node.firstId);
  const labels = node.space.axes.map(({ name, labels }, at) => `${name}=${labels[positions[at]!]}`);
  return labels.length === 0 ? node.template.name : `${node.template.name}[${labels.join(',')}]`;
}

function present(
  { producer, gathered }: GraphInput,
  consumer: Space,
  index: number,
  leftOut: ReadonlyMap<InstanceId, string>,
): readonly InstanceId[] {
  if (gathered) return gathered.groups[consumer.project(index, gathered.kept)]!;
  const id = producer.firstId + consumer.project(index, producer.space);
  return leftOut.has(id) ? [] : [id];
}

/**
 * Sorts a producer's instances into groups, so that a gather costs as much as it collects. What is collected has an
 * order that does not depend on the order of axes in the document, since results may depend on it.
 */
function gather(
  { sweep }: Pipeline,
  { space, firstId }: GraphNode,
  by: readonly string[],
  leftOut: ReadonlyMap<InstanceId, string>,
) {
  const kept = sweep.on(by.filter((axis) => space.axisNames.includes(axis)));
  const groups: InstanceId[][] = kept.indices().map(() => []);
  for (const index of space.indicesByName()) {
    const id = firstId + index;
    if (!leftOut.has(id)) groups[space.project(index, kept)]!.push(id);
  }
  return { kept, groups };
}

function axesOf(template: NodeTemplate, inputs: readonly GraphInput[]): ReadonlySet<string> {
  const fed = inputs.flatMap(({ reference, producer }) => reference.gatherBy ?? producer.space.axisNames);
  return new Set([...template.ownAxes, ...fed]);
}

function checkSize(
  { sweep, axes }: Pipeline,
  { name, location }: NodeTemplate,
  names: ReadonlySet<string>,
): Diagnostic | undefined {
  const count = sweep.boundOn(names);
  if (count <= maxPoints) return undefined;
  const sizes = [...names].map((axis) => `${axis} (${axes.get(axis)?.labels.length})`).join(' × ');
  return {
    severity: 'error',
    message: `node "${name}" would have ${count} instances, where ${maxPoints} are allowed`,
    hint: `it varies over ${sizes}`,
    location,
  };
}

/** Axes that a gather keeps apart, but over which nothing varies that it collects. */
function checkKept({ template, inputs }: GraphNode): Diagnostic[] {
  return inputs.flatMap(({ reference, producer }) =>
    (reference.gatherBy ?? []).flatMap((axis, at): Diagnostic[] => {
      const { axisNames } = producer.space;
      if (axisNames.includes(axis)) return [];
      return [
        {
          severity: 'error',
          message: `"${reference.node}" does not vary over "${axis}"`,
          hint: axisNames.length === 0 ? 'it has one instance' : `it varies over ${axisNames.join(', ')}`,
          location: template.locate(['inputs', reference.port, 'by', at]),
        },
      ];
    }),
  );
}

/** What a node type says of the points that its gathering inputs will collect. */
function checkGathered({ template, inputs }: GraphNode): Diagnostic[] {
  const { definition, variants } = template;
  if (!definition.checkGathered) return [];
  const problems: Problem[] = [];
  for (const { reference, producer, gathered } of inputs) {
    for (const group of gathered?.groups ?? []) {
      const points = group.map((id) => producer.space.labelsAt(id - producer.firstId));
      for (const { params, leftOut } of variants) {
        if (leftOut !== undefined || points.length === 0) continue;
        problems.push(...definition.checkGathered(params, reference.port, points));
      }
    }
  }
  const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...distinct.values()].map(({ path, message, hint }) => ({
    severity: 'error',
    message,
    location: template.locate(['params', ...path]),
    ...(hint !== undefined && { hint }),
  }));
}

/** Marks the points of a node that do not exist; returns how many. */
function leaveOut(node: GraphNode, leftOut: Map<InstanceId, string>): number {
  let count = 0;
  for (let index = 0; index < node.space.size; index++) {
    const reason = variantOf(node, index).leftOut ?? missingInput(node, index, leftOut);
    if (reason === undefined) continue;
    leftOut.set(node.firstId + index, reason);
    count++;
  }
  return count;
}

function missingInput(node: GraphNode, index: number, leftOut: Map<InstanceId, string>): string | undefined {
  const missing = node.inputs.find(
    (input) => !input.optional && present(input, node.space, index, leftOut).length === 0,
  );
  return missing && `its input "${missing.reference.port}" (${missing.reference.node}) is left out`;
}
