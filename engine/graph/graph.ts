import type { Problem } from '../../nodes/define-node.js';
import { bug } from '../bug.js';
import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import type { InputReference, NodeTemplate, Pipeline, Variant } from '../document/pipeline.js';
import { Space } from './space.js';

/** Number of an instance within its graph: 0 … instanceCount-1. */
export type InstanceId = number;

/** A node with all axes that it depends on, directly or through its inputs. */
export interface GraphNode {
  readonly template: NodeTemplate;
  readonly space: Space;
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
        gathered: reference.gatherBy && gather(producer, reference.gatherBy, leftOut),
      };
    });
    const node = { template, inputs, space: spaceOf(pipeline, template, inputs), firstId: instanceCount };
    byName.set(template.name, node);
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
  return { graph: { pipeline, nodes: [...byName.values()], instanceCount, leftOut }, diagnostics };
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
  const { template, space } = node;
  const own = space.restrictedTo(template.ownAxes);
  return template.variants[space.project(index, own)] ?? bug(`no variant ${index} of ${template.name}`);
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
  const labels = Object.entries(node.space.labelsAt(id - node.firstId)).map(
    ([axis, label]) => `${axis}=${label}`,
  );
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

/** Sorts a producer's instances into groups, so that a gather costs as much as it collects. */
function gather(producer: GraphNode, by: readonly string[], leftOut: ReadonlyMap<InstanceId, string>) {
  const kept = producer.space.restrictedTo(by);
  const groups: InstanceId[][] = kept.indices().map(() => []);
  for (const index of producer.space.indices()) {
    const id = producer.firstId + index;
    if (!leftOut.has(id)) groups[producer.space.project(index, kept)]!.push(id);
  }
  return { kept, groups };
}

function spaceOf(pipeline: Pipeline, template: NodeTemplate, inputs: readonly GraphInput[]): Space {
  const names = new Set(template.ownAxes);
  for (const { reference, producer } of inputs) {
    for (const axis of reference.gatherBy ?? producer.space.axisNames) names.add(axis);
  }
  return new Space([...pipeline.axes.values()].filter((axis) => names.has(axis.name)));
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
  for (const index of node.space.indices()) {
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
