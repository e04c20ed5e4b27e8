import { networkSchema } from '../../learn/networks/network-schema.js';
import { defineNode } from '../define-node.js';
import { checkDiscriminatorParams, checkNetworkParams } from '../training/check-network.js';
import { batchParam, trainingParams } from '../training/training-params.js';

export const params = {
  type: 'object',
  additionalProperties: false,
  required: ['network', 'epochs'],
  properties: {
    network: networkSchema,
    ...trainingParams,
    batch: batchParam(128),
    beta1: {
      type: 'number',
      minimum: 0,
      exclusiveMaximum: 1,
      default: 0.5,
      description: 'Decay rate of Adam’s first moment, for generator and discriminator.',
    },
    lambdaL1: {
      type: 'number',
      minimum: 0,
      default: 100,
      description: 'Weight of the L1 term in the generator’s loss.',
    },
    discriminator: {
      type: 'object',
      description: 'The PatchGAN discriminator; the defaults make the 70 × 70 one of pix2pix.',
      additionalProperties: false,
      default: {},
      properties: {
        layers: {
          type: 'integer',
          minimum: 1,
          maximum: 6,
          default: 3,
          description: 'Convolutions that halve the image; they decide how large a patch it judges.',
        },
        baseFilters: {
          type: 'integer',
          minimum: 1,
          maximum: 1024,
          default: 64,
          description:
            'Filters of the first convolution; the next ones have twice as many, up to eight times.',
        },
      },
    },
    validationFraction: {
      type: 'number',
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
      default: 0.1,
      description: 'Share of the images, drawn at random, that is not trained on and tells the best epoch.',
    },
  },
} as const;

export const inputs = {
  images: { artifact: 'image-set', description: 'Unlabelled images.' },
  augmentation: {
    artifact: 'augmentation',
    optional: true,
    description:
      'Geometry for input and target alike; blur and noise for the input, which the generator removes.',
  },
} as const;

export const outputs = {
  generator: {
    artifact: 'weights',
    description: 'The generator of the epoch with the lowest validation L1.',
  },
  history: { artifact: 'history', description: 'Losses and validation L1 of each epoch.' },
} as const;

export const pretrainGan = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'pretrain-gan',
  version: '1',
  description: 'Trains a generator, against a discriminator, to restore corrupted images (pix2pix).',
  params,
  inputs,
  outputs,
  resources: { cpus: 1 },
  trajectory: { progress: 'epochs' },
  check: (values) => [...checkNetworkParams(values), ...checkDiscriminatorParams(values)],
  run: async (context) => (await import('./run.js')).run(context),
});
