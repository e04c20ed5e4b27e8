import { setImmediate } from 'node:timers/promises';
import type { ExampleBatch } from '../../learn/training/image-batch.js';
import type { Trainer } from '../../learn/training/trainer.js';
import type { RunContext } from '../run-context.js';
import { checkLosses } from './divergence.js';

/** How far an epoch has come, and the losses that its history line needs. */
export interface EpochPosition {
  /** Steps done. */
  readonly step: number;
  /** Examples that they learned from. */
  readonly examples: number;
  /** Of each loss over these examples. */
  readonly sums: Readonly<Record<string, number>>;
}

export const epochStart: EpochPosition = { step: 0, examples: 0, sums: {} };

export interface EpochRequest {
  readonly trainer: Trainer;
  /** Those that are left of the epoch. */
  readonly batches: AsyncIterable<ExampleBatch>;
  /** Number of batches of the whole epoch. */
  readonly steps: number;
  readonly learningRate: number;
  readonly epoch: number;
  readonly epochs: number;
  /** The loss that progress shows. */
  readonly shownLoss: string;
  /** Where the epoch was left. */
  readonly from: EpochPosition;
  /** Told after each step. */
  onStep(position: EpochPosition): Promise<void>;
}

/**
 * Trains an epoch to its end; returns the mean of each loss over its examples. Between steps it lets messages be
 * processed, and stops where the run was stopped. Throws a NodeError where a loss is no longer a number.
 */
export async function trainEpoch(
  context: Pick<RunContext, 'signal' | 'progress'>,
  request: EpochRequest,
): Promise<Record<string, number>> {
  const { trainer, steps, learningRate, epoch, epochs } = request;
  let position = request.from;
  for await (const batch of request.batches) {
    context.signal.throwIfAborted();
    const losses = trainer.step(batch, learningRate);
    checkLosses(losses, { epoch, learningRate, batch: position.step + 1 });
    position = after(position, losses, batch.input.count);
    context.progress({ epoch, epochs, step: position.step, steps, loss: losses[request.shownLoss]! });
    await request.onStep(position);
    await setImmediate();
  }
  const { sums, examples } = position;
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / examples]));
}

function after(
  { step, examples, sums }: EpochPosition,
  losses: Readonly<Record<string, number>>,
  count: number,
): EpochPosition {
  const added = Object.entries(losses).map(([name, loss]) => [name, (sums[name] ?? 0) + loss * count]);
  return { step: step + 1, examples: examples + count, sums: Object.fromEntries(added) };
}
