import { setImmediate } from 'node:timers/promises';
import type { ImageSet } from '../../imaging/image-set.js';
import { mean } from '../../learn/metrics/mean.js';

/**
 * Pearson's correlation between image and foreground, all classes but the background, from −1 (foreground is dark) to
 * 1 (it is bright): the mean over the images where both vary, undefined where there is none.
 */
export async function imageMaskCorrelation(set: ImageSet, signal: AbortSignal): Promise<number | undefined> {
  const size = set.height * set.width;
  const [image, mask] = [new Float32Array(size), new Float32Array(size)];
  const values: number[] = [];
  for (let index = 0; index < set.count; index++) {
    signal.throwIfAborted();
    set.readImage(index, image);
    set.readMask(index, mask);
    for (let i = 0; i < size; i++) mask[i] = Math.min(mask[i]!, 1);
    const value = correlation(image, mask);
    if (Number.isFinite(value)) values.push(value);
    await setImmediate();
  }
  return values.length === 0 ? undefined : mean(values);
}

/** NaN where one of them does not vary. */
function correlation(a: Float32Array, b: Float32Array): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}
