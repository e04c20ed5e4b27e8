import type { HrnetOptions } from '../../learn/networks/hrnet/hrnet.js';
import { hrnetPresets } from '../../learn/networks/hrnet/presets.js';
import { publishedDilations } from '../../learn/networks/residual-unet/residual-unet-schema.js';
import type { ParityCase } from '../../learn/testing/parity/parity-case.test-helper.js';

const supervised = { count: 4, side: 64, steps: 20, learningRate: 1e-3, beta1: 0.9 } as const;

function unet(name: string, dilations: readonly number[], baseFilters: number, pools?: readonly number[]) {
  const network = { kind: 'residual-unet', baseFilters, dilations, ...(pools && { pools }) } as const;
  return { name: `U-Net ${name}, base ${baseFilters}`, networks: { network }, ...supervised };
}

/**
 * `seed` is one where no activation is so near to 0 that it is on the other side of ReLU's kink in PyTorch: in a branch
 * of 2 × 2 pixels a single one changes a gradient by more than 1 %.
 */
function hrnet(name: string, seed: number, options: HrnetOptions): ParityCase {
  const network = { kind: 'hrnet', ...options } as const;
  return { name: `HRNet ${name}`, networks: { network }, ...supervised, learningRate: 2e-4, seed };
}

/** The published networks, where weights and gradients are compared in full. */
export const fullCases: readonly ParityCase[] = [
  ...Object.entries(publishedDilations).flatMap(([blocks, byField]) =>
    Object.entries(byField).map(([field, dilations]) => unet(`${blocks}/${field}`, dilations, 4)),
  ),
  unet('2/44', [1, 1, 1], 16),
  unet('with pools 8 and 4', [1, 1, 1], 4, [8, 4]),
  {
    name: 'GAN: U-Net 2/44, base 4, and PatchGAN of 70 pixels',
    networks: {
      generator: { kind: 'residual-unet', baseFilters: 4, dilations: [1, 1, 1] },
      discriminator: { kind: 'patch-gan', layers: 3, baseFilters: 64 },
    },
    ...supervised,
    learningRate: 2e-4,
    beta1: 0.5,
  },
  hrnet('W18-small-v1', 1, { ...hrnetPresets['W18-small-v1'], stemStride: 4 }),
  hrnet('W18-small-v1 with stem stride 2', 1, { ...hrnetPresets['W18-small-v1'], stemStride: 2 }),
  hrnet('W18-small-v2', 2, { ...hrnetPresets['W18-small-v2'], stemStride: 4 }),
];
