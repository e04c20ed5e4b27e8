import type { ImageSet } from '../../imaging/image-set.js';
import type { HistoryLine } from '../artifacts/history.js';
import type { WeightsIndex } from '../artifacts/weights.js';
import type { Context } from './context.js';
import { imageMaskCorrelation } from './image-mask-correlation.js';
import { keepsHead } from './starting-values.js';
import { lastSuchEpochs } from './stuck.js';

/**
 * Warns where the kept head of a network that restores images makes them darkest where the foreground is, which the
 * task wants to be highest.
 */
export async function warnOfDarkForeground(
  { params, signal, warn }: Context,
  set: ImageSet,
  { task, intensities }: WeightsIndex,
): Promise<void> {
  const restores = task === undefined || task.target.kind === 'image';
  const { kind } = params.task.target;
  if (!restores || !keepsHead(params.start) || (kind !== 'mask' && kind !== 'classes')) return;
  const correlation = await imageMaskCorrelation(set, signal);
  if (correlation === undefined || correlation >= 0) return;
  const other = intensities.contrast === 'keep' ? 'invert' : 'keep';
  warn(
    `foreground is darker than the rest (correlation of image and mask ${correlation.toFixed(2)}), but a generator's output is bright where its input is; load pretraining and training images with contrast: "${other}", or begin with another head: start: { "head": "zero" }`,
  );
}

/** Warns where validation compares what the network makes of an image with that image. */
export function warnOfOwnTargets({ params, warn }: Context, { truths }: ImageSet): void {
  if (params.task.target.kind !== 'image' || truths.images) return;
  warn(
    'the validation images have no target images, so they are their own, and the best epoch is the one that changes them least; load them with targets or degrade',
  );
}

/** Warns where the training ended with one class for everything. */
export function warnOfStuck(history: readonly HistoryLine[], { warn }: Pick<Context, 'warn'>): void {
  const last = history.at(-1);
  if (last?.['stuck'] === undefined) return;
  const first = last.epoch - lastSuchEpochs(last['stuck'], history) + 1;
  warn(
    `stuck: ${last['stuck']} in every validation image of epochs ${first} to ${last.epoch}; another seed, more epochs or a higher learningRate may help`,
  );
}
