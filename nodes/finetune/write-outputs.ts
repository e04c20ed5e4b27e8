import type { Intensities } from '../../imaging/image-set.js';
import { writeCheckpoints } from '../artifacts/checkpoints.js';
import { type HistoryLine, writeHistory } from '../artifacts/history.js';
import type { ImagesSeen } from '../artifacts/images-seen.js';
import { writeWeights } from '../artifacts/weights.js';
import type { EpochWeights, TrainingResult } from '../training/run-training.js';
import type { Context } from './context.js';

/** Writes the kept epochs, the weights chosen at the end, and the history. */
export async function writeOutputs(
  context: Context,
  { epoch, chosen, kept, history }: TrainingResult,
  intensities: Intensities,
  seen: ImagesSeen,
): Promise<void> {
  const { network, task, checkpoints } = context.params;
  const endIsKept = kept.at(-1)?.epoch === epoch;
  const series = endIsKept ? kept : [...kept, { epoch, weights: chosen }];
  await writeCheckpoints(
    context.output('checkpoints'),
    { network, intensities, task, policy: checkpoints.policy },
    seen,
    series.map((entry) => keptEpoch(entry.epoch, entry.weights, history)),
  );
  await writeWeights(
    context.output('best'),
    { network, intensities, task, bestEpoch: chosen.epoch },
    seen,
    await chosen.read(),
  );
  await writeHistory(context.output('history'), history);
}

function keptEpoch(epoch: number, weights: EpochWeights, history: readonly HistoryLine[]) {
  const { stuck, stoppedEarly }: Readonly<Record<string, number | string>> = history[epoch - 1] ?? {};
  return {
    epoch,
    bestEpoch: weights.epoch,
    validation: weights.validation,
    ...(stuck !== undefined && { stuck: String(stuck) }),
    ...(stoppedEarly !== undefined && { stoppedEarly: String(stoppedEarly) }),
    read: () => weights.read(),
  };
}
