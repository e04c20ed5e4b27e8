import { setImmediate } from 'node:timers/promises';
import type { ExampleBatch } from '../../learn/training/image-batch.js';
import type { Trainer } from '../../learn/training/trainer.js';
import { NodeError } from '../node-error.js';
import type { RunContext } from '../run-context.js';

export interface EpochRequest {
  readonly trainer: Trainer;
  readonly batches: Iterable<ExampleBatch>;
  /** Number of batches. */
  readonly steps: number;
  readonly learningRate: number;
  readonly epoch: number;
  readonly epochs: number;
  /** The loss that progress shows. */
  readonly shownLoss: string;
}

/**
 * Trains one epoch; returns the mean of each loss over the examples. Between steps it lets messages be processed, and
 * stops where the run was stopped. Throws a NodeError where a loss is no longer a number.
 */
export async function trainEpoch(
  context: Pick<RunContext, 'signal' | 'progress'>,
  request: EpochRequest,
): Promise<Record<string, number>> {
  const { trainer, steps, learningRate, epoch, epochs } = request;
  const sums: Record<string, number> = {};
  let examples = 0;
  let step = 0;
  for (const batch of request.batches) {
    context.signal.throwIfAborted();
    step += 1;
    const losses = trainer.step(batch, learningRate);
    checkFinite(losses, `in epoch ${epoch}, batch ${step}`);
    for (const [name, loss] of Object.entries(losses)) {
      sums[name] = (sums[name] ?? 0) + loss * batch.input.count;
    }
    examples += batch.input.count;
    context.progress({ epoch, epochs, step, steps, loss: losses[request.shownLoss]! });
    await setImmediate();
  }
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / examples]));
}

/** Throws a NodeError where one of the values is not finite. */
export function checkFinite(values: Readonly<Record<string, number>>, where: string): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isFinite(value)) continue;
    throw new NodeError('diverged', `${name} became ${value} ${where}`, 'a lower learningRate usually helps');
  }
}
