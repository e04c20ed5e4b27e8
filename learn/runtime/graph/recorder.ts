import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';
import { backend, type Tensor } from '../tensorflow.js';
import type { GraphBuilder } from './graph-builder.js';
import { addInMixedPrecision, type Precision } from './mixed-precision.js';

type DataId = Tensor['dataId'];

/**
 * Operations whose results TensorFlow's graph rewriting must not merge into what follows. It would make one sum of
 * several additions, whose order then depends on which memory happens to be free, so that a step has other bits from
 * run to run; and normalisation with a following ReLU, which takes four times as long as the two alone.
 */
const keptApart = new Set(['Add', 'AddV2', 'FusedBatchNormV3']);

/** Nodes that have touched a variable, as far as later ones must wait for them. */
interface VariableUse {
  lastWrite: string | undefined;
  readsSince: string[];
}

/**
 * Writes down, as nodes of a graph, the operations that tfjs executes: all of them end in the backend's
 * `executeSingleOutput` or `executeMultipleOutputs`. Tensors that are bound to a node stand for what is given at each
 * call; all others that come from outside become constants.
 */
export class Recorder {
  readonly #graph: GraphBuilder;
  readonly #precision: Precision;
  readonly #nodeOf = new WeakMap<DataId, string>();
  readonly #variables = new Map<string, VariableUse>();

  /** `precision` says how the graph computes what is recorded, which itself is executed in float32. */
  constructor(graph: GraphBuilder, precision: Precision) {
    this.#graph = graph;
    this.#precision = precision;
  }

  /** `tensor` is what the graph's `node` gives. */
  bind(tensor: Tensor, node: string): void {
    this.#nodeOf.set(tensor.dataId, node);
  }

  /** `handle` names a variable: what reads and changes it keeps the order in which it was recorded. */
  bindVariable(handle: Tensor, node: string): void {
    this.bind(handle, node);
    this.#variables.set(node, { lastWrite: undefined, readsSince: [] });
  }

  /** Runs `compute`, recording its operations. They must not depend on values that JavaScript read from tensors. */
  record<T>(compute: () => T): T {
    const target = backend();
    const { executeSingleOutput, executeMultipleOutputs, readSync } = target;
    const made: Tensor[] = [];
    const note = (name: string, attributes: TFEOpAttr[], inputs: Tensor[], outputs: Tensor[]) => {
      made.push(...outputs);
      this.#note(name, attributes, inputs, outputs);
    };
    const recording: Pick<
      NodeJSKernelBackend,
      'executeSingleOutput' | 'executeMultipleOutputs' | 'readSync'
    > = {
      executeSingleOutput(name, attributes, inputs) {
        const output = executeSingleOutput.call(target, name, attributes, inputs);
        note(name, attributes, inputs as Tensor[], [output]);
        return output;
      },
      executeMultipleOutputs(name, attributes, inputs, count) {
        const outputs = executeMultipleOutputs.call(target, name, attributes, inputs, count);
        note(name, attributes, inputs as Tensor[], outputs);
        return outputs;
      },
      readSync: (dataId) => {
        if (this.#nodeOf.has(dataId)) {
          throw new Error(
            'bug: a step reads a value that it computes: a recorded one would keep it for ever',
          );
        }
        return readSync.call(target, dataId);
      },
    };
    Object.assign(target, recording);
    try {
      return compute();
    } catch (error) {
      // Also what was kept for later: there is no later.
      for (const tensor of made) if (!tensor.isDisposed) tensor.dispose();
      throw error;
    } finally {
      // The prototype's methods show again.
      for (const name of Object.keys(recording)) delete (target as unknown as Record<string, unknown>)[name];
    }
  }

  /** The node's output that a tensor is; a constant where it was made outside of what was recorded. */
  nodeOf(tensor: Tensor): string {
    const known = this.#nodeOf.get(tensor.dataId);
    if (known !== undefined) return known;
    const { tensorMap } = backend() as unknown as { tensorMap: { get(id: DataId): { dtype: number } } };
    const values = backend().readSync(tensor.dataId);
    const bytes = bytesOf(values as ArrayLike<number>, tensor.dtype);
    return this.#graph.constant(tensorMap.get(tensor.dataId).dtype, tensor.shape, bytes);
  }

  /** What a node must wait for to run after everything that was recorded and changes variables. */
  get changes(): string[] {
    return [...this.#variables.values()].flatMap(({ lastWrite }) => (lastWrite ? [`^${lastWrite}`] : []));
  }

  #note(operation: string, attributes: TFEOpAttr[], inputs: readonly Tensor[], outputs: readonly Tensor[]) {
    const given = inputs.map((input) => this.nodeOf(input));
    const used = given.filter((node) => this.#variables.has(node));
    const reads = operation === 'ReadVariableOp';
    const waits = used.flatMap((node) => {
      const { lastWrite, readsSince } = this.#variables.get(node)!;
      return [...(lastWrite ? [lastWrite] : []), ...(reads ? [] : readsSince)];
    });
    const from = [...given, ...[...new Set(waits)].map((node) => `^${node}`)];
    const name =
      this.#precision === 'mixed'
        ? addInMixedPrecision(this.#graph, operation, attributes, from)
        : this.#graph.node(operation, attributes, from);
    for (const node of used) {
      const use = this.#variables.get(node)!;
      if (reads) use.readsSince.push(name);
      else this.#variables.set(node, { lastWrite: name, readsSince: [] });
    }
    for (const [index, output] of outputs.entries()) {
      this.#nodeOf.set(output.dataId, index === 0 ? name : `${name}:${index}`);
    }
    if (keptApart.has(operation) && outputs[0]!.dtype === 'float32') this.#keepApart(outputs[0]!, name);
  }

  /** A placeholder whose default is always taken: costs nothing, and graph rewriting never looks behind it. */
  #keepApart(output: Tensor, node: string): void {
    const { binding } = backend();
    const attributes = [
      { name: 'dtype', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
      { name: 'shape', type: binding.TF_ATTR_SHAPE, value: output.shape },
    ];
    this.#nodeOf.set(output.dataId, this.#graph.node('PlaceholderWithDefault', attributes, [node]));
  }
}

/** The values as TensorFlow stores them. */
function bytesOf(values: ArrayLike<number>, dtype: string): Uint8Array {
  const typed =
    dtype === 'bool'
      ? Uint8Array.from(values)
      : dtype === 'int32'
        ? Int32Array.from(values)
        : Float32Array.from(values);
  return new Uint8Array(typed.buffer);
}
