import type { ParityCase } from './parity-case.test-helper.js';

const supervised = { count: 4, steps: 20, learningRate: 1e-3, beta1: 0.9 } as const;

/** The small cases whose numbers by PyTorch are kept in files, so that tests need no PyTorch. */
export const goldenCases: readonly ParityCase[] = [
  {
    name: 'unet-2-44',
    networks: { network: { kind: 'residual-unet', baseFilters: 4, dilations: [1, 1, 1] } },
    side: 32,
    ...supervised,
  },
  {
    name: 'unet-3-240-two-outputs',
    networks: { network: { kind: 'residual-unet', baseFilters: 2, dilations: [1, 2, 2, 4], outputs: 2 } },
    side: 32,
    ...supervised,
  },
  {
    name: 'unet-pools-4-2',
    networks: { network: { kind: 'residual-unet', baseFilters: 2, dilations: [2, 1, 1], pools: [4, 2] } },
    side: 32,
    ...supervised,
  },
  {
    name: 'gan',
    networks: {
      generator: { kind: 'residual-unet', baseFilters: 2, dilations: [1, 1, 1] },
      discriminator: { kind: 'patch-gan', layers: 2, baseFilters: 4 },
    },
    count: 4,
    side: 32,
    steps: 20,
    learningRate: 2e-4,
    beta1: 0.5,
  },
  {
    name: 'hrnet',
    networks: {
      network: {
        kind: 'hrnet',
        width: 8,
        bottlenecks: 2,
        bottleneckWidth: 8,
        modules: [1, 1, 1],
        blocks: 2,
        stemStride: 4,
      },
    },
    side: 64,
    ...supervised,
    learningRate: 2e-4,
  },
];
