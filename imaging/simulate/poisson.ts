import type { Random } from '../../random/random.js';

/** Above this mean the distribution is taken as normal: its skewness, 1/√mean, is then below 0.13. */
const normalAbove = 60;

/** A Poisson-distributed count with the given mean (≥ 0): how many electrons a pixel sees. */
export function poisson(mean: number, random: Random): number {
  if (mean > normalAbove) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
  // Inversion: the first count whose cumulated probability exceeds the drawn one.
  const drawn = random.uniform();
  let probability = Math.exp(-mean);
  let cumulated = probability;
  let count = 0;
  while (drawn > cumulated && probability > 0) {
    count++;
    probability *= mean / count;
    cumulated += probability;
  }
  return count;
}
