import { mapFiles } from './at-a-time.js';

/** An image that shows the same pixels as one that came before. */
export interface Duplicate {
  readonly index: number;
  readonly original: number;
}

/**
 * The first `most` images of `order` that show different pixels (all where not given), and those that were passed
 * over. No more images are looked at than need be. `digestOf` is equal where pixels are; undefined is like no other.
 */
export async function chooseDistinct(
  order: readonly number[],
  most: number | undefined,
  digestOf: (index: number) => Promise<string | undefined>,
): Promise<{ readonly chosen: readonly number[]; readonly duplicates: readonly Duplicate[] }> {
  const wanted = Math.min(most ?? order.length, order.length);
  const chosen: number[] = [];
  const duplicates: Duplicate[] = [];
  const originals = new Map<string, number>();
  for (let next = 0; chosen.length < wanted && next < order.length; ) {
    const candidates = order.slice(next, next + wanted - chosen.length);
    next += candidates.length;
    const digests = await mapFiles(candidates, digestOf);
    for (const [i, index] of candidates.entries()) {
      const digest = digests[i];
      const original = digest === undefined ? undefined : originals.get(digest);
      if (original !== undefined) {
        duplicates.push({ index, original });
        continue;
      }
      if (digest !== undefined) originals.set(digest, index);
      chosen.push(index);
    }
  }
  return { chosen, duplicates };
}
