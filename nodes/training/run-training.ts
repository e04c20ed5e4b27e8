import type { Trainer } from '../../learn/training/trainer.js';
import { encodeSafetensors } from '../../learn/weights/safetensors.js';
import type { RunContext } from '../run-context.js';
import { batchesPerEpoch, type ExampleSource, epochBatches } from './epoch-batches.js';
import { checkFinite, trainEpoch } from './train-epoch.js';
import {
  type EpochWeights,
  emptyRecord,
  resume,
  stateFiles,
  type TrainingRecord,
} from './training-record.js';

type TrainingContext = Pick<
  RunContext,
  'signal' | 'progress' | 'metric' | 'random' | 'checkpoint' | 'lastCheckpoint' | 'log'
>;

export interface TrainingRequest {
  readonly trainer: Trainer;
  readonly source: ExampleSource;
  /** The node's type, which its streams of random numbers begin with. */
  readonly stream: string;
  readonly seed: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** The loss that progress shows. */
  readonly shownLoss: string;
  /** Every how many epochs the chosen weights are kept; undefined for never. */
  readonly keepEvery?: number;
  /** What is measured on the validation images after an epoch. */
  validate(): Promise<Readonly<Record<string, number>>>;
  /** The line of the history for these means. */
  historyOf(
    losses: Readonly<Record<string, number>>,
    validation: Readonly<Record<string, number>>,
  ): Readonly<Record<string, number>>;
  /** Whether an epoch's weights take the place of those chosen before. */
  isBetter(candidate: EpochWeights, chosen: EpochWeights): boolean;
}

/**
 * Trains up to `epochs`, from the last checkpoint where there is one, and saves a checkpoint after every epoch.
 * Everything random is drawn at addresses that name the epoch, so an interrupted training ends with the same bits.
 */
export async function runTraining(
  context: TrainingContext,
  request: TrainingRequest,
): Promise<TrainingRecord & { readonly chosen: EpochWeights }> {
  const { trainer, source, stream, seed, epochs, learningRate, shownLoss, keepEvery } = request;
  const { lastCheckpoint, random } = context;
  let record = lastCheckpoint ? await resume(lastCheckpoint, trainer) : emptyRecord;
  if (lastCheckpoint) context.log(`going on after epoch ${record.epoch}`);

  for (let epoch = record.epoch + 1; epoch <= epochs; epoch++) {
    const losses = await trainEpoch(context, {
      trainer,
      batches: epochBatches(source, { random, stream, seed, epoch }),
      steps: batchesPerEpoch(source),
      learningRate,
      epoch,
      epochs,
      shownLoss,
    });
    const validation = await request.validate();
    checkFinite(validation, `on the validation images after epoch ${epoch}`);
    const measured = request.historyOf(losses, validation);
    const candidate = { epoch, validation, safetensors: encodeSafetensors(trainer.network()) };
    const before = record.chosen;
    const chosen = before === undefined || request.isBetter(candidate, before) ? candidate : before;
    const keep = keepEvery !== undefined && epoch % keepEvery === 0;
    record = {
      epoch,
      chosen,
      history: [...record.history, { epoch, ...measured }],
      kept: keep ? [...record.kept, { epoch, weights: chosen }] : record.kept,
    };
    context.metric(measured, epoch);
    await context.checkpoint(epoch, stateFiles(trainer, record));
  }
  if (!record.chosen) throw new Error('bug: a training has at least one epoch');
  return { ...record, chosen: record.chosen };
}
