import { hrnetPresets } from '../../learn/networks/hrnet/presets.js';
import { publishedDilations } from '../../learn/networks/residual-unet/residual-unet-schema.js';
import type { GanNetworks, SupervisedNetworks } from '../../learn/testing/parity/parity-case.test-helper.js';

/** A training whose steps are timed. */
export interface Configuration {
  readonly name: string;
  readonly networks: SupervisedNetworks | GanNetworks;
  /** Side of the images in pixels. */
  readonly side: number;
  readonly batch: number;
  /** Our step's time over PyTorch's best: at most this. */
  readonly goal: number;
}

const batch = 16;

/** The published U-Nets at two widths and three image sizes, a GAN step, and a small HRNet. */
export function configurations({ quick }: { readonly quick: boolean }): Configuration[] {
  const sides = quick ? [64, 224] : [64, 128, 224];
  const widths = quick ? [4] : [4, 16];
  const published = Object.entries(publishedDilations).flatMap(([blocks, byField]) =>
    Object.entries(byField).map(([field, dilations]) => ({ model: `${blocks}/${field}`, dilations })),
  );
  const unets = (quick ? published.filter((_, index) => index % 4 === 0) : published).flatMap(
    ({ model, dilations }) =>
      widths.flatMap((baseFilters) =>
        sides.map((side) => ({
          name: `U-Net ${model}, base ${baseFilters}, ${side}²`,
          networks: { network: { kind: 'residual-unet', baseFilters, dilations } as const },
          side,
          batch,
          goal: 0.5,
        })),
      ),
  );
  const generator = { kind: 'residual-unet', baseFilters: 4, dilations: [1, 1, 1] } as const;
  const discriminator = { kind: 'patch-gan', layers: 3, baseFilters: 64 } as const;
  const network = { kind: 'hrnet', ...hrnetPresets['W18-small-v1'], stemStride: 4 } as const;
  return [
    ...unets,
    {
      name: 'GAN, U-Net 2/44 and 70² PatchGAN, 128²',
      networks: { generator, discriminator },
      side: 128,
      batch,
      goal: 0.7,
    },
    { name: 'HRNet W18-small-v1, 128²', networks: { network }, side: 128, batch, goal: 0.7 },
  ];
}
