import { setImmediate } from 'node:timers/promises';
import { byBatchCollecting, unlessFrozen } from '../networks/batch-norm.js';
import type { Network } from '../networks/network.js';
import { type Tensor, tensorflow } from '../runtime/tensorflow.js';
import type { NamedArray, NamedArrays } from '../weights/named-arrays.js';
import { type ImageBatch, imageTensor } from './image-batch.js';

export interface BatchStatisticsRequest {
  readonly network: Network;
  /** All variables of the network. */
  readonly values: NamedArrays;
  /** Images as in training; at least one batch. */
  readonly batches: Iterable<ImageBatch>;
  readonly signal: AbortSignal;
  /** Statistics that stay as they are; layers normalise by them, as in training. None where not given. */
  readonly frozen?: (name: string) => boolean;
}

/**
 * `values` with BatchNorm's running statistics estimated anew: the means over the batches of each batch's mean and
 * unbiased variance, every layer normalising by the batch meanwhile, as in training (Wu & Johnson 2021, section 3.1).
 * Weights and frozen statistics stay as they are.
 */
export async function withBatchStatistics(request: BatchStatisticsRequest): Promise<NamedArrays> {
  const { network, values, batches, signal, frozen = () => false } = request;
  const tf = tensorflow();
  const variables = Object.fromEntries(
    // A tensor uses the array's memory as it is: hand over a copy.
    [...values].map(([name, { data, shape }]) => [name, tf.tensor(data.slice(), [...shape], 'float32')]),
  );
  const sums = new Map<string, Float64Array>();
  let count = 0;
  try {
    for (const batch of batches) {
      signal.throwIfAborted();
      const statistics = new Map<string, Tensor>();
      const batchNorm = unlessFrozen(byBatchCollecting(statistics), frozen);
      tf.tidy(() => network.forward(variables, imageTensor(batch), batchNorm).dispose());
      for (const [name, statistic] of statistics) addTo(sums, name, statistic.dataSync());
      tf.dispose([...statistics.values()]);
      count += 1;
      await setImmediate();
    }
  } finally {
    tf.dispose(variables);
  }
  if (count === 0) throw new Error('bug: there is no batch to estimate statistics from');
  return new Map([...values].map(([name, array]) => [name, meanOr(array, sums.get(name), count)]));
}

function addTo(sums: Map<string, Float64Array>, name: string, values: ArrayLike<number>): void {
  const sum = sums.get(name) ?? new Float64Array(values.length);
  sums.set(name, sum);
  for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
}

function meanOr(array: NamedArray, sum: Float64Array | undefined, count: number): NamedArray {
  return sum === undefined
    ? array
    : { shape: array.shape, data: Float32Array.from(sum, (value) => value / count) };
}
