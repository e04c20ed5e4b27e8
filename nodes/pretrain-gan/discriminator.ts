import type { PatchGanOptions } from '../../learn/networks/patch-gan.js';

/** The 70 × 70 PatchGAN of pix2pix (Isola et al. 2017), where params say nothing else. */
export const usualDiscriminator = { layers: 3, baseFilters: 64 } as const satisfies PatchGanOptions;

/** The discriminator that params describe; undefined where there is none. */
export function discriminatorOf(params: {
  readonly adversarial: 'lsgan' | 'vanilla' | 'none';
  readonly discriminator?: PatchGanOptions | undefined;
}): PatchGanOptions | undefined {
  if (params.adversarial === 'none') return undefined;
  return params.discriminator ?? usualDiscriminator;
}
