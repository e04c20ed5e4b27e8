import type { Network } from '../../learn/networks/network.js';
import { withBatchStatistics } from '../../learn/training/batch-statistics.js';
import type { ImageBatch } from '../../learn/training/image-batch.js';
import type { NamedArrays } from '../../learn/weights/named-arrays.js';
import { type ExampleSource, epochBatches } from '../training/epoch-batches.js';
import type { Context } from './context.js';
import { frozenBy } from './frozen.js';

export interface ReestimationRequest {
  readonly context: Context;
  readonly source: ExampleSource;
  readonly network: Network;
  readonly values: NamedArrays;
  /** How many, or as many as the images give. */
  readonly batches: number;
}

/**
 * `values` with BatchNorm's running statistics from training images, drawn as in an epoch before the first. Frozen
 * statistics stay as they are.
 */
export function reestimated({
  context,
  source,
  network,
  values,
  batches,
}: ReestimationRequest): Promise<NamedArrays> {
  const { signal, params } = context;
  const examples = epochBatches(source, { stream: 'finetune', seed: params.seed, epoch: 0 });
  return withBatchStatistics({
    network,
    values,
    batches: firstInputs(examples, batches),
    signal,
    frozen: frozenBy(params.freeze),
  });
}

function* firstInputs(
  batches: Iterable<{ readonly input: ImageBatch }>,
  count: number,
): Generator<ImageBatch> {
  let left = count;
  for (const { input } of batches) {
    yield input;
    left -= 1;
    if (left === 0) return;
  }
}
