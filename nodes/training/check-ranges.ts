import type { ImageSet } from '../../imaging/image-set.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import { NodeError } from '../node-error.js';

/**
 * Throws a NodeError where the task measures images of input `port` by PSNR or SSIM, which take intensities for
 * numbers from 0 to 1, and the images have others.
 */
export function checkRanges(
  { intensities }: Pick<ImageSet, 'intensities'>,
  port: string,
  { losses, metrics }: Pick<Task, 'losses' | 'metrics'>,
): void {
  if (intensities.normalization === 'unit') return;
  const kinds = new Set<string>([...losses.map(({ kind }) => kind), ...metrics]);
  const ranged = ['psnr', 'ssim'].filter((kind) => kinds.has(kind));
  if (ranged.length === 0) return;
  throw new NodeError(
    'bad-input',
    `${ranged.join(' and ')} of the task take intensities for numbers from 0 to 1, but the images of input ${port} have normalization "${intensities.normalization}"`,
    'load them with normalization "unit", or measure by l1 and mse',
  );
}
