import type { Location } from '../../engine/document/diagnostics/diagnostic.js';
import type {
  Axis,
  InputReference,
  JsonObject,
  NodeTemplate,
  Pipeline,
  Variant,
} from '../../engine/document/pipeline.js';
import { Sweep } from '../../engine/sweep/sweep.js';
import type { AnyNode } from '../../nodes/define-node.js';

const location: Location = { source: { path: '/test.json', text: '' }, offset: 0, length: 0 };

export const step: AnyNode = {
  type: 'step',
  version: '1',
  description: 'A node for tests of graphs and plans; never run.',
  params: { type: 'object' },
  inputs: {
    a: { artifact: 'json', description: 'required' },
    b: { artifact: 'json', description: 'optional', optional: true },
    all: { artifact: 'json', description: 'gathered', gather: true, optional: true },
  },
  outputs: { out: { artifact: 'json', description: 'a value' } },
  run: async () => {},
};

export const source: AnyNode = { ...step, type: 'source', inputs: {} };

export interface NodeSketch {
  readonly definition?: AnyNode;
  readonly axes?: readonly string[];
  /** Params by the labels of the own axes, in order. */
  readonly params?: (...labels: string[]) => JsonObject;
  readonly leftOut?: (...labels: string[]) => string | undefined;
  /** Port → node, or port → { gather, by }. */
  readonly inputs?: Readonly<
    Record<string, string | { readonly gather: string; readonly by?: readonly string[] }>
  >;
}

/** A checked pipeline without a document, for tests of what comes after documents. */
export function pipelineInMemory(
  axes: Readonly<Record<string, readonly string[]>>,
  nodes: Readonly<Record<string, NodeSketch>>,
): Pipeline {
  const axisMap = new Map<string, Axis>(
    Object.entries(axes).map(([name, labels]) => [name, { name, labels, values: labels, location }]),
  );
  return {
    name: 'test',
    file: '/test.json',
    projectFolder: '/',
    axes: axisMap,
    sweep: new Sweep([...axisMap.values()]),
    document: () => ({}),
    nodes: new Map(Object.entries(nodes).map(([name, sketch]) => [name, templateOf(name, sketch, axisMap)])),
  };
}

function templateOf(name: string, sketch: NodeSketch, axes: ReadonlyMap<string, Axis>): NodeTemplate {
  const ownAxes = sketch.axes ?? [];
  const points = ownAxes.reduce<string[][]>(
    (found, axis) => found.flatMap((point) => axes.get(axis)!.labels.map((label) => [...point, label])),
    [[]],
  );
  const inputs = Object.entries(sketch.inputs ?? {}).map(([port, input]): [string, InputReference] => {
    const node = typeof input === 'string' ? input : input.gather;
    const gather = typeof input === 'string' ? {} : { gatherBy: input.by ?? [] };
    return [port, { port, node, output: 'out', location, ...gather }];
  });
  return {
    name,
    definition: sketch.definition ?? (inputs.length === 0 ? source : step),
    ownAxes,
    variants: points.map((labels): Variant => {
      const leftOut = sketch.leftOut?.(...labels);
      if (leftOut !== undefined) return { params: {}, leftOut };
      return { params: sketch.params?.(...labels) ?? { name, labels } };
    }),
    inputs: new Map(inputs),
    location,
    locate: () => location,
  };
}
