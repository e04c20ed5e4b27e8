import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';
import { backend, type Tensor } from './tensorflow.js';

/** Value of one attribute of a TensorFlow operation. */
export type AttributeValue =
  | { readonly type: 'float32' }
  | { readonly shape: readonly number[] }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly string: string };

/** Attributes by their names in TensorFlow's operation registry. All of an operation's must be given. */
export type OperationAttributes = Readonly<Record<string, AttributeValue>>;

/** The element type of nearly every operation here. */
export const float32 = { type: 'float32' } as const;

/** Runs one TensorFlow operation that has one output. */
export function operation(name: string, attributes: OperationAttributes, inputs: readonly Tensor[]): Tensor {
  return backend().executeSingleOutput(name, encode(attributes), [...inputs]);
}

/** Runs one TensorFlow operation and returns its outputs; `outputCount` is the operation's own number of them. */
export function operationOutputs(
  name: string,
  attributes: OperationAttributes,
  inputs: readonly Tensor[],
  outputCount: number,
): Tensor[] {
  return backend().executeMultipleOutputs(name, encode(attributes), [...inputs], outputCount);
}

function encode(attributes: OperationAttributes): TFEOpAttr[] {
  const { binding } = backend();
  return Object.entries(attributes).map(([name, value]) => {
    if ('type' in value) return { name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
    if ('shape' in value) return { name, type: binding.TF_ATTR_SHAPE, value: [...value.shape] };
    if ('ints' in value) return { name, type: binding.TF_ATTR_INT, value: [...value.ints] };
    if ('float' in value) return { name, type: binding.TF_ATTR_FLOAT, value: value.float };
    if ('bool' in value) return { name, type: binding.TF_ATTR_BOOL, value: value.bool };
    return { name, type: binding.TF_ATTR_STRING, value: value.string };
  });
}
