import { setImmediate } from 'node:timers/promises';
import { mean } from '../../learn/metrics/mean.js';
import { meanAbsoluteError } from '../../learn/metrics/mean-absolute-error.js';
import type { RunContext } from '../run-context.js';
import { predictions } from '../training/predictions.js';
import type { Restorer } from './restorer.js';
import type { ValidationImages } from './validation-images.js';

/** The mean absolute error of the corrupted images themselves: what a generator must get below. */
export async function identityL1(
  images: ValidationImages,
  { signal, progress }: Pick<RunContext, 'signal' | 'progress'>,
): Promise<number> {
  const [corrupted, clean] = [newImage(images), newImage(images)];
  const errors: number[] = [];
  for (let position = 0; position < images.count; position++) {
    signal.throwIfAborted();
    images.readCorrupted(position, corrupted);
    images.readClean(position, clean);
    errors.push(meanAbsoluteError(corrupted, clean));
    progress({ phase: 'corrupting validation images', step: position + 1, steps: images.count });
    await setImmediate();
  }
  return mean(errors);
}

/** The mean absolute error of what the generator makes of the corrupted images, as the mean over whole images. */
export async function validationL1(images: ValidationImages, restorer: Restorer): Promise<number> {
  const clean = newImage(images);
  const errors: number[] = [];
  const { count, height, width } = images;
  const restored = predictions({ ...restorer, count, height, width, read: images.readCorrupted });
  for await (const { index, prediction } of restored) {
    images.readClean(index, clean);
    errors.push(meanAbsoluteError(prediction.data, clean));
  }
  return mean(errors);
}

const newImage = ({ height, width }: ValidationImages) => new Float32Array(height * width);
