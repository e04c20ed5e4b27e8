import type { JSONSchema } from '../define-node.js';

/** Examples per step; the default depends on the node. */
export const batchParam = (usual: number) =>
  ({
    type: 'integer',
    minimum: 1,
    maximum: 65_536,
    default: usual,
    description: 'Examples per step.',
  }) as const;

/** Params that all training nodes have, with the same meaning. */
export const trainingParams = {
  epochs: {
    type: 'integer',
    minimum: 1,
    description: 'How often the training goes through the images. More epochs go on from fewer.',
  },
  crop: {
    type: 'integer',
    minimum: 1,
    description: 'Side in pixels of the random squares that are trained on; whole images without it.',
  },
  cropsPerImage: {
    type: 'integer',
    minimum: 1,
    maximum: 10_000,
    default: 1,
    description: 'How many examples each image gives per epoch.',
  },
  learningRate: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 2e-4,
    description: 'Step size of the optimiser, Adam.',
  },
  seed: {
    type: 'integer',
    minimum: 0,
    default: 0,
    description: 'Chooses initial weights, order, crops and augmentation.',
  },
  precision: {
    enum: ['float32', 'mixed'],
    default: 'float32',
    description:
      '`mixed`: the convolutions of training steps multiply in bfloat16, which newer GPUs and processors do faster; weights, sums and all else stay float32, and so does validation.',
  },
} as const satisfies Record<string, JSONSchema>;
