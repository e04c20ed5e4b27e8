import { type AugmentationPolicy, type Range, scalePart } from '../../imaging/augment/policy.js';

/**
 * The policy with its parts in one order and without those that change nothing: policies that do the same become
 * equal, however they were written down.
 */
export function canonicalPolicy(policy: AugmentationPolicy): AugmentationPolicy {
  const { flip, rotate90, rotate, elastic, gamma, contrast, brightness, blur, poisson, speckle, noise } =
    policy;
  const scale = canonicalPart(scalePart(policy.scale), ({ factor }) => isAlways(1, factor));
  const parts: AugmentationPolicy = {
    flip: flip || undefined,
    rotate90: rotate90 || undefined,
    rotate: canonicalPart(rotate, ({ degrees }) => isAlways(0, degrees)),
    scale: scale?.probability === undefined ? scale?.factor : scale,
    elastic: canonicalPart(elastic, ({ amplitude }) => isAlways(0, amplitude)),
    gamma: canonicalPart(gamma, ({ exponent }) => isAlways(1, exponent)),
    contrast: canonicalPart(contrast, ({ factor }) => isAlways(1, factor)),
    brightness: canonicalPart(brightness, ({ offset }) => isAlways(0, offset)),
    blur: canonicalPart(blur, ({ sigma }) => isAlways(0, sigma)),
    poisson: canonicalPart(poisson, () => false),
    speckle: canonicalPart(speckle, ({ sigma }) => isAlways(0, sigma)),
    noise: canonicalPart(noise, ({ sigma }) => isAlways(0, sigma)),
  } as AugmentationPolicy;
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}

/** With the probability first, where it is not 1; undefined for a part that changes nothing. */
function canonicalPart<P extends { readonly probability?: number | undefined }>(
  part: P | undefined,
  changesNothing: (part: P) => boolean,
): P | undefined {
  if (!part || part.probability === 0 || changesNothing(part)) return undefined;
  const { probability = 1, ...rest } = part;
  const ranges = Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...(probability < 1 && { probability }), ...ranges } as P;
}

function isAlways(value: number, [low, high]: Range): boolean {
  return low === value && high === value;
}
