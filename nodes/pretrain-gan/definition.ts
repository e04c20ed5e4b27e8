import { networkSchema } from '../../learn/networks/network-schema.js';
import { scheduleSchema } from '../../learn/training/schedule-schema.js';
import { defineNode } from '../define-node.js';
import { batchParam, trainingParams } from '../training/training-params.js';
import { check } from './check.js';
import { usualDiscriminator } from './discriminator.js';
import { networks } from './networks.js';

export const params = {
  type: 'object',
  additionalProperties: false,
  required: ['network', 'epochs'],
  properties: {
    network: networkSchema,
    outputActivation: {
      enum: ['none', 'sigmoid', 'tanh'],
      default: 'none',
      description:
        'What the generator’s last layer goes through: `sigmoid` only for images with normalization `unit`, `tanh` for `symmetric`.',
    },
    ...trainingParams,
    batch: batchParam(128),
    schedule: { ...scheduleSchema, default: { kind: 'constant' } },
    beta1: {
      type: 'number',
      minimum: 0,
      exclusiveMaximum: 1,
      default: 0.5,
      description: 'Decay rate of Adam’s first moment, for generator and discriminator.',
    },
    adversarial: {
      enum: ['lsgan', 'vanilla', 'none'],
      default: 'lsgan',
      description:
        'The loss of generator and discriminator: least squares, or the first GAN’s cross-entropy. `none`: no discriminator, the generator learns from L1 alone.',
    },
    lambdaL1: {
      type: 'number',
      minimum: 0,
      default: 100,
      description: 'Weight of the L1 term in the generator’s loss.',
    },
    discriminator: {
      type: 'object',
      description: 'The PatchGAN discriminator; the 70 × 70 one of pix2pix where not given.',
      additionalProperties: false,
      properties: {
        layers: {
          type: 'integer',
          minimum: 1,
          maximum: 6,
          default: usualDiscriminator.layers,
          description: 'Convolutions that halve the image; they decide how large a patch it judges.',
        },
        baseFilters: {
          type: 'integer',
          minimum: 1,
          maximum: 1024,
          default: usualDiscriminator.baseFilters,
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
      description:
        'Share of the images, drawn at random, that is not trained on and tells the best epoch; unused where there is an input `validation`.',
    },
    samples: {
      type: 'object',
      description: 'Pictures of what the generator makes of some validation images.',
      additionalProperties: false,
      default: {},
      properties: {
        every: {
          type: 'integer',
          minimum: 1,
          default: 10,
          description: 'Epochs from one picture to the next; there is always one of the last epoch.',
        },
        count: {
          type: 'integer',
          minimum: 1,
          maximum: 16,
          default: 4,
          description: 'Validation images in each picture.',
        },
      },
    },
  },
} as const;

export const inputs = {
  images: { artifact: 'image-set', description: 'Unlabelled images.' },
  validation: {
    artifact: 'image-set',
    optional: true,
    description:
      'Images that tell the best epoch and are not trained on, so that trainings on more and fewer images compare; without it a share of `images`.',
  },
  augmentation: {
    artifact: 'augmentation',
    optional: true,
    description:
      'Geometry for input and target alike; blur, noise and other intensities for the input, which the generator undoes.',
  },
} as const;

export const outputs = {
  generator: {
    artifact: 'weights',
    description: 'The generator of the epoch with the lowest validation L1.',
  },
  history: { artifact: 'history', description: 'Losses and validation L1 of each epoch.' },
  samples: {
    artifact: 'pictures',
    description: 'Input, output and target of some validation images, every few epochs.',
  },
} as const;

export const pretrainGan = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'pretrain-gan',
  version: '3',
  description: 'Trains a generator, against a discriminator, to restore corrupted images (pix2pix).',
  params,
  inputs,
  outputs,
  resources: { cpus: 1, gpus: 1 },
  trajectory: { progress: 'epochs' },
  check,
  networks,
  run: async (context) => (await import('./run.js')).run(context),
});
