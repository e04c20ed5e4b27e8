/** Masks, as TEMImageNet calls them (Lin et al., Scientific Reports 11, 5386, 2021). */
export const latticeMasks = ['circularMask', 'smallcircularMask'] as const;

/** Target images, as TEMImageNet calls them. */
export const latticeTargets = [
  'gaussianMask',
  'noNoise',
  'noBackgroundnoNoise',
  'noNoiseNoBackgroundSuperresolution',
  'noNoiseUpinterpolation2x',
  'noNoiseNoBackgroundUpinterpolation2x',
] as const;

export const latticeTruths = [...latticeMasks, ...latticeTargets, 'position'] as const;

export type LatticeMask = (typeof latticeMasks)[number];
export type LatticeTarget = (typeof latticeTargets)[number];
export type LatticeTruth = (typeof latticeTruths)[number];

/** Of several truths, the one that is a target. */
export function targetOf(truths: readonly LatticeTruth[]): LatticeTarget | undefined {
  return latticeTargets.find((target) => truths.includes(target));
}

/** Whether the target has twice as many pixels on a side as the scan. */
export function isEnlarged(target: LatticeTarget | undefined): boolean {
  return target?.endsWith('Upinterpolation2x') ?? false;
}
