import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';
import { backend, tensorflow } from '../tensorflow.js';
import { GraphBuilder } from './graph-builder.js';
import { GraphSession } from './graph-session.js';

/** In what convolutions compute: in float32 as everything else, or (`mixed`) in bfloat16. */
export type Precision = 'float32' | 'mixed';

/** TensorFlow's number for bfloat16 (DT_BFLOAT16), which the binding does not name. */
const bfloat16 = 14;

/** The convolutions, and which of their inputs are images and filters; the other one is a shape. */
const convolutions: Readonly<Record<string, readonly number[]>> = {
  Conv2D: [0, 1],
  Conv2DBackpropInput: [1, 2],
  Conv2DBackpropFilter: [0, 2],
};

/**
 * Adds an operation on float32 values to the graph as mixed precision has it: a convolution rounds what it is given
 * to bfloat16, multiplies, and gives float32 again; every other operation stays as it is. So the weights, their
 * updates and all sums between layers are float32. bfloat16 has the exponents of float32: small gradients do not
 * vanish, and the loss needs no scaling (Kalamkar et al. 2019, arXiv:1905.12322), as it would with float16
 * (Micikevicius et al. 2018, arXiv:1710.03740).
 */
export function addInMixedPrecision(
  graph: GraphBuilder,
  operation: string,
  attributes: readonly TFEOpAttr[],
  inputs: readonly string[],
): string {
  const rounded = convolutions[operation];
  if (!rounded) return graph.node(operation, attributes, inputs);
  const { TF_FLOAT } = backend().binding;
  const given = inputs.map((input, index) =>
    rounded.includes(index) ? cast(graph, input, TF_FLOAT, bfloat16) : input,
  );
  return cast(graph, graph.node(operation, withType(attributes, bfloat16), given), bfloat16, TF_FLOAT);
}

function cast(graph: GraphBuilder, input: string, from: number, to: number): string {
  const { binding } = backend();
  const attributes = [
    { name: 'SrcT', type: binding.TF_ATTR_TYPE, value: from },
    { name: 'DstT', type: binding.TF_ATTR_TYPE, value: to },
    { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false },
  ];
  return graph.node('Cast', attributes, [input]);
}

function withType(attributes: readonly TFEOpAttr[], value: number): TFEOpAttr[] {
  return attributes.map((attribute) => (attribute.name === 'T' ? { ...attribute, value } : attribute));
}

/**
 * Why this machine's TensorFlow cannot compute convolutions of a type, or undefined where it can: some processors have
 * no kernels for the gradients of dilated ones. Tries them on a small image.
 */
export function convolutionProblem(type = bfloat16): string | undefined {
  const { binding } = backend();
  const graph = new GraphBuilder();
  const attributes = [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: type },
    { name: 'strides', type: binding.TF_ATTR_INT, value: [1, 1, 1, 1] },
    { name: 'padding', type: binding.TF_ATTR_STRING, value: 'SAME' },
    { name: 'explicit_paddings', type: binding.TF_ATTR_INT, value: [] },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
    { name: 'use_cudnn_on_gpu', type: binding.TF_ATTR_BOOL, value: true },
    { name: 'dilations', type: binding.TF_ATTR_INT, value: [1, 2, 2, 1] },
  ];
  const shapes = { image: [1, 8, 8, 2], filter: [3, 3, 2, 2] };
  const [image, filter] = Object.entries(shapes).map(([name, shape]) =>
    cast(graph, graph.placeholder(name, binding.TF_FLOAT, shape), binding.TF_FLOAT, type),
  ) as [string, string];
  const size = (shape: readonly number[]) =>
    graph.constant(binding.TF_INT32, [4], new Uint8Array(Int32Array.from(shape).buffer));
  const fetches = Object.entries({
    Conv2D: [image, filter],
    Conv2DBackpropInput: [size(shapes.image), filter, image],
    Conv2DBackpropFilter: [image, size(shapes.filter), image],
  }).map(([operation, inputs]) =>
    cast(graph, graph.node(operation, attributes, inputs), type, binding.TF_FLOAT),
  );
  const tf = tensorflow();
  const feeds = new Map(Object.entries(shapes).map(([name, shape]) => [name, tf.ones(shape)]));
  let session: GraphSession | undefined;
  try {
    session = new GraphSession(graph);
    tf.dispose(session.run(feeds, fetches));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    session?.dispose();
    tf.dispose([...feeds.values()]);
  }
}
