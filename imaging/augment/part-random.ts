import type { Random } from '../../random/random.js';

/**
 * The random numbers of one example: each part of a policy has a generator of its own, by its name, so that what a
 * part draws does not depend on the others.
 */
export type PartRandom = (part: string) => Random;

/** The generator of a part where this example gets the part at all. */
export function drawPart(
  name: string,
  part: { readonly probability?: number } | undefined,
  random: PartRandom,
): Random | undefined {
  if (!part) return undefined;
  const own = random(name);
  return own.uniform() < (part.probability ?? 1) ? own : undefined;
}
