import type { Tensor4D, Tensors } from '../runtime/tensorflow.js';
import { elementCount } from '../weights/named-arrays.js';
import type { BatchNorm } from './batch-norm.js';
import type { Fill } from './initial-values.js';
import type { Layer } from './layers/layer.js';

/** One named array of a network. */
export interface NetworkVariable {
  readonly name: string;
  readonly shape: readonly number[];
  /** Parameters, or BatchNorm's running mean and variance. */
  readonly kind: 'weight' | 'statistic';
  /**
   * Whether it has a gradient. All weights have one but the bias of a convolution from which BatchNorm takes it away
   * again: its gradient is nothing but rounding, which Adam would blow up to steps of full size, and the running
   * mean would lag behind them.
   */
  readonly trained: boolean;
  /** Which part of the network it belongs to: what reads the image, what makes the output, its last layer. */
  readonly part: 'encoder' | 'decoder' | 'head';
  readonly fill: Fill;
}

/** A network as data and one pure function: it holds no tensors itself. */
export interface Network {
  /** In the order of the forward pass. */
  readonly layers: readonly Layer[];
  /** In the order of the forward pass. */
  readonly variables: readonly NetworkVariable[];
  /** Image sides must be multiples of this, the greatest reduction; 1 where nothing is brought back to size. */
  readonly stride: number;
  /** From images [n, h, w, in] to the output [n, h', w', out], given the variables by name. */
  forward(variables: Tensors, x: Tensor4D, batchNorm: BatchNorm): Tensor4D;
  /**
   * The same, normalised by running statistics, for predictions: it has no gradient, and frees features as soon as
   * they have been used.
   */
  infer(variables: Tensors, x: Tensor4D): Tensor4D;
}

/** Number of a network's parameters. */
export function parameterCount(network: Pick<Network, 'variables'>): number {
  return network.variables
    .filter((variable) => variable.kind === 'weight')
    .reduce((count, { shape }) => count + elementCount(shape), 0);
}

/** Names of the trained variables, in order. */
export function trainedNames(network: Network): string[] {
  return network.variables.filter(({ trained }) => trained).map(({ name }) => name);
}
