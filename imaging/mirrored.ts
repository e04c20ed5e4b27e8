/** Index `i` of a line that goes on beyond its ends as its mirror image: … 1 0 | 0 1 … n−1 | n−1 n−2 … */
export function mirrored(i: number, length: number): number {
  const period = 2 * length;
  const folded = ((i % period) + period) % period;
  return folded < length ? folded : period - 1 - folded;
}
