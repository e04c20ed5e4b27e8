import { arrange } from '../../imaging/datasets/split-groups.js';
import type { Random } from '../../random/random.js';

export interface Split {
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Splits images 0 … count−1 at random, as nearly as whole groups allow: images of one group, such as tiles of one
 * micrograph, fall on one side. At least one group is for validation, and one for training where there are two; images
 * that are all of one group are split one by one.
 */
export function splitImages(
  count: number,
  validationFraction: number,
  random: Random,
  groupOf?: (index: number) => number,
): Split {
  const order = [...random.permutation(count)];
  const grouped = arrange(order, groupOf);
  const { images, groups, start, nearestStart } = grouped.groups > 1 ? grouped : arrange(order);
  const wanted = nearestStart(Math.round(count * validationFraction));
  const size = Math.max(start(1), Math.min(wanted, start(groups - 1)));
  const part = (from: number, to: number) => Uint32Array.from(images.slice(from, to)).sort();
  return { validation: part(0, size), training: part(size, count) };
}
