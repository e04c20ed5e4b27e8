import type { Random } from '../../random/random.js';

export interface Split {
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

/** Splits images 0 … count−1 at random. At least one is for validation, and one for training where there are two. */
export function splitImages(count: number, validationFraction: number, random: Random): Split {
  const wanted = Math.round(count * validationFraction);
  const size = Math.max(1, Math.min(wanted, count - 1));
  const order = random.permutation(count);
  return { validation: order.slice(0, size).sort(), training: order.slice(size).sort() };
}
