import { batchNormByBatch, batchNormByRunning, type Statistics } from '../runtime/kernels/batch-norm.js';
import { type Tensor, type Tensor4D, type Tensors, tensorflow } from '../runtime/tensorflow.js';

/** Normalises x [n, h, w, c] by the layer `name` of the network whose variables are given. */
export type BatchNorm = (x: Tensor4D, name: string, variables: Tensors) => Tensor4D;

/** Training: by the batch's statistics, which are used once and forgotten. */
export const byBatch: BatchNorm = (x, name, variables) => {
  const { y, statistics } = batchNormByBatch(x, variables[`${name}.gamma`]!, variables[`${name}.beta`]!);
  statistics.mean.dispose();
  statistics.variance.dispose();
  return y;
};

/**
 * Training: by the batch's statistics. The new running statistics are put into `updates` by variable name; they
 * outlive the enclosing tidy, and the caller disposes them.
 */
export function byBatchUpdating(updates: Map<string, Tensor>): BatchNorm {
  return (x, name, variables) => {
    const { y, statistics } = batchNormByBatch(x, variables[`${name}.gamma`]!, variables[`${name}.beta`]!, {
      mean: variables[`${name}.mean`]!,
      variance: variables[`${name}.variance`]!,
    });
    keep(statistics, name, updates);
    return y;
  };
}

/** The same, but what is put into `collected` are the batch's own statistics. */
export function byBatchCollecting(collected: Map<string, Tensor>): BatchNorm {
  return (x, name, variables) => {
    const { y, statistics } = batchNormByBatch(x, variables[`${name}.gamma`]!, variables[`${name}.beta`]!);
    keep(statistics, name, collected);
    return y;
  };
}

function keep({ mean, variance }: Statistics, name: string, into: Map<string, Tensor>): void {
  into.set(`${name}.mean`, tensorflow().keep(mean));
  into.set(`${name}.variance`, tensorflow().keep(variance));
}

/** By the running statistics where those are frozen, else as `batchNorm` does. */
export function unlessFrozen(batchNorm: BatchNorm, frozen: (name: string) => boolean): BatchNorm {
  return (x, name, variables) => (frozen(`${name}.mean`) ? byRunning : batchNorm)(x, name, variables);
}

/** Inference: by the running statistics. */
export const byRunning: BatchNorm = (x, name, variables) =>
  batchNormByRunning(x, variables[`${name}.gamma`]!, variables[`${name}.beta`]!, {
    mean: variables[`${name}.mean`]!,
    variance: variables[`${name}.variance`]!,
  });
