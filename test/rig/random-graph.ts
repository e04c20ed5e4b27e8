import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Pipeline } from '../../engine/document/pipeline.js';
import type { AnyNode } from '../../nodes/define-node.js';
import { NodeError } from '../../nodes/node-error.js';
import type { GatheredArtifact, InputArtifact, RunContext } from '../../nodes/run-context.js';
import { type NodeSketch, pipelineInMemory } from './pipeline-in-memory.js';

/** A node as it is drawn; numbers that point to other nodes count the earlier ones around. */
export interface DrawnNode {
  readonly light: boolean;
  readonly own: readonly string[];
  readonly value: number;
  /** Whether its params differ from point to point. */
  readonly spread: boolean;
  /** Leaves some points out, where given. */
  readonly leaveOut: number | null;
  readonly a: number | null;
  readonly b: number | null;
  readonly all: number | null;
  readonly by: readonly string[];
}

export interface DrawnGraph {
  /** How many labels each axis has. */
  readonly axes: Readonly<Record<string, number>>;
  readonly nodes: readonly DrawnNode[];
}

const axisNames = ['x', 'y', 'z'];
const node = fc.record<DrawnNode>({
  light: fc.boolean(),
  own: fc.subarray(axisNames),
  value: fc.nat(2),
  spread: fc.boolean(),
  leaveOut: fc.option(fc.nat(9), { freq: 2 }),
  a: fc.option(fc.nat(9), { freq: 4 }),
  b: fc.option(fc.nat(9)),
  all: fc.option(fc.nat(9)),
  by: fc.subarray(axisNames),
});

export const drawnGraph: fc.Arbitrary<DrawnGraph> = fc.record({
  axes: fc.record({
    x: fc.integer({ min: 1, max: 3 }),
    y: fc.integer({ min: 1, max: 2 }),
    z: fc.constant(2),
  }),
  nodes: fc.array(node, { minLength: 1, maxLength: 7 }),
});

/** Replaces a field of a node, or an axis’ length. */
export type Edit = (graph: DrawnGraph) => DrawnGraph;

export const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc
    .tuple(fc.nat(9), node, fc.constantFrom(...(['value', 'spread', 'leaveOut', 'own', 'a', 'all'] as const)))
    .map(
      ([at, other, field]): Edit =>
        (graph) => ({
          ...graph,
          nodes: graph.nodes.map((each, index) =>
            index === at % graph.nodes.length ? { ...each, [field]: other[field] } : each,
          ),
        }),
    ),
  fc.integer({ min: 1, max: 3 }).map(
    (x): Edit =>
      (graph) => ({ ...graph, axes: { ...graph.axes, x } }),
  ),
);

/** How an attempt goes wrong, if at all, by the hash of what it computes. */
export type Trouble = (hash: number) => 'retryable' | 'bad-input' | undefined;

interface Inputs {
  readonly a?: InputArtifact;
  readonly b?: InputArtifact;
  readonly all?: readonly GatheredArtifact[];
}

/** Types whose nodes hash params and inputs to one of few values, so that different instances have equal results. */
export function definitionsWith(trouble: Trouble): readonly AnyNode[] {
  const failed = new Set<number>();
  const run = async ({
    params,
    inputs,
    output,
  }: RunContext<Record<string, unknown>, Inputs>): Promise<void> => {
    const hash = createHash('sha256').update(JSON.stringify(params));
    for (const input of [inputs.a, inputs.b]) hash.update(input ? await input.read('value') : 'none');
    for (const input of inputs.all ?? [])
      hash.update(JSON.stringify(input.at)).update(await input.read('value'));
    const digest = hash.digest();
    const kind = trouble(digest.readUInt32LE(4));
    // A passing failure passes with the second attempt.
    if (kind === 'bad-input' || (kind === 'retryable' && !failed.has(digest.readUInt32LE(4)))) {
      failed.add(digest.readUInt32LE(4));
      throw new NodeError(kind, 'as drawn');
    }
    const value = digest[0]! % 5;
    await output('out').write('value', String(value).repeat(value === 0 ? 20_000 : 1));
  };
  const json = (description: string) => ({ artifact: 'json' as const, description });
  const mix: AnyNode = {
    type: 'mix',
    version: '1',
    description: 'Hashes what comes in.',
    params: { type: 'object' },
    inputs: {
      a: json('required'),
      b: { ...json('optional'), optional: true },
      all: { ...json('gathered'), gather: true, optional: true },
    },
    outputs: { out: json('a value') },
    run: run as unknown as AnyNode['run'],
  };
  return [mix, { ...mix, type: 'mix-light', light: true }];
}

/** How a document may be written in another way that means the same. */
export interface Writing {
  /** Draws which of the nodes that could come next does: a number for how many there are. */
  readonly nextOf: (count: number) => number;
  readonly axes: readonly string[];
}

export const asDrawn: Writing = { nextOf: () => 0, axes: axisNames };

export function pipelineOf(
  { axes, nodes }: DrawnGraph,
  definitions: readonly AnyNode[],
  { nextOf, axes: axisOrder }: Writing = asDrawn,
): Pipeline {
  const spaces: ReadonlySet<string>[] = [];
  const sketches = nodes.map((drawn, at): NodeSketch => {
    const earlier = (number: number | null) => (number === null || at === 0 ? undefined : number % at);
    const [a, b, all] = [earlier(drawn.a), earlier(drawn.b), earlier(drawn.all)];
    const by = all === undefined ? [] : drawn.by.filter((axis) => spaces[all]!.has(axis));
    const through = [a, b].flatMap((each) => (each === undefined ? [] : [...spaces[each]!]));
    spaces.push(new Set([...drawn.own, ...through, ...by]));
    const isOut = (labels: readonly string[]) =>
      drawn.leaveOut !== null &&
      createHash('sha256').update(`${drawn.leaveOut} ${labels}`).digest()[0]! % 4 === 0;
    return {
      definition: definitions[drawn.light ? 1 : 0]!,
      axes: axisOrder.filter((axis) => drawn.own.includes(axis)),
      params: (...labels) => ({ value: drawn.value, ...(drawn.spread && { labels: labels.sort() }) }),
      leftOut: (...labels) => (isOut(labels.sort()) ? 'drawn so' : undefined),
      inputs: {
        ...(a !== undefined && { a: `n${a}` }),
        ...(b !== undefined && { b: `n${b}` }),
        ...(all !== undefined && { all: { gather: `n${all}`, by } }),
      },
    };
  });
  const labels = (axis: string) => Array.from({ length: axes[axis]! }, (_, n) => `${axis}${n}`);
  return pipelineInMemory(
    Object.fromEntries(axisOrder.map((axis) => [axis, labels(axis)])),
    inAnotherOrder(Object.fromEntries(sketches.map((sketch, at) => [`n${at}`, sketch])), nextOf),
  );
}

/** Nodes in an order in which each comes after those that feed it, as reading a document leaves them. */
function inAnotherOrder(
  sketches: Readonly<Record<string, NodeSketch>>,
  nextOf: (count: number) => number,
): Record<string, NodeSketch> {
  const left = new Map(Object.entries(sketches));
  const ordered: [string, NodeSketch][] = [];
  const feeds = (input: string | { readonly gather: string }) =>
    typeof input === 'string' ? input : input.gather;
  while (left.size > 0) {
    const free = [...left].filter(
      ([, { inputs }]) => !Object.values(inputs ?? {}).some((each) => left.has(feeds(each))),
    );
    const next = free[nextOf(free.length)]!;
    ordered.push(next);
    left.delete(next[0]);
  }
  return Object.fromEntries(ordered);
}
