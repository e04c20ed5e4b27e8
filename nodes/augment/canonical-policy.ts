import type { AugmentationPolicy } from '../../imaging/augment/policy.js';

/**
 * The policy with its parts in one order and without those that change nothing: policies that do the same become
 * equal, however they were written down.
 */
export function canonicalPolicy(policy: AugmentationPolicy): AugmentationPolicy {
  const { flip, rotate90, scale, blur, noise } = policy;
  return {
    ...(flip && { flip }),
    ...(rotate90 && { rotate90 }),
    ...(scale && !isAlways(1, scale) && { scale }),
    ...(blur &&
      blur.probability > 0 &&
      !isAlways(0, blur.sigma) && { blur: { probability: blur.probability, sigma: blur.sigma } }),
    ...(noise && !isAlways(0, noise.sigma) && { noise }),
  };
}

function isAlways(value: number, [low, high]: readonly [number, number]): boolean {
  return low === value && high === value;
}
