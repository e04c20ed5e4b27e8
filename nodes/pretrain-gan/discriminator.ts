import type { PatchGanOptions } from '../../learn/networks/patch-gan.js';

/** The discriminator that params describe; undefined where there is none. */
export function discriminatorOf(params: {
  readonly adversarial: 'lsgan' | 'vanilla' | 'none';
  readonly discriminator?: PatchGanOptions | undefined;
}): PatchGanOptions | undefined {
  if (params.adversarial === 'none') return undefined;
  return params.discriminator ?? { layers: 3, baseFilters: 64 };
}
