import { elementCount } from '../../weights/named-arrays.js';
import { type Network, parameterCount } from '../network.js';
import type { OutputShape } from './output-shapes.js';

/** What a training step holds at its peak, in bytes. */
export interface TrainingMemory {
  /** The output of every layer, for the whole batch. */
  readonly activations: number;
  /** Their gradients. */
  readonly gradients: number;
  /** All variables, the gradients of the weights, and two moments of each weight, as Adam keeps. */
  readonly variables: number;
}

const bytesPerNumber = 4;

/**
 * An estimate: 2 · 4 · batch · Σ sizes of the layers' outputs, of which the first step frees none before its end, and
 * 4 · (variables + 3 · weights). Measured peaks, above the half gigabyte of a process that has loaded TensorFlow, were
 * 0.96 to 1.03 times that for U-Nets at base 4 and 16 with batches of 16, and 1.08 times for HRNet W18-small-v1 with a
 * batch of 8 at 224 pixels; recorded as a graph, HRNet's thousands of operations take 0.2 GB more.
 */
export function trainingMemory(
  { variables }: Network,
  shapes: readonly OutputShape[],
  batch: number,
): TrainingMemory {
  const outputs = shapes.reduce((sum, shape) => sum + elementCount(shape), 0);
  const numbers = variables.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const weights = parameterCount({ variables });
  const activations = bytesPerNumber * batch * outputs;
  return { activations, gradients: activations, variables: bytesPerNumber * (numbers + 3 * weights) };
}
