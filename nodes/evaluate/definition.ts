import { defineNode } from '../define-node.js';
import { check } from './check.js';

export const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    leakage: {
      enum: ['error', 'warn', 'allow'],
      default: 'error',
      description:
        'Test images with the same pixels as images that the network was trained on, in pretraining too, or that chose its best epoch, are refused, warned of, or noted in the log. Of other parts of the same images it is never more than warned.',
    },
    tile: {
      type: 'object',
      additionalProperties: false,
      required: ['side'],
      description:
        'Images go through the network in squares, which takes less memory. Where not given, only images do whose features would take more than 4 GiB.',
      properties: {
        side: { type: 'integer', minimum: 16, description: 'Of the squares with their rims, in pixels.' },
        overlap: {
          type: 'integer',
          minimum: 0,
          description:
            'Rim of each square that is computed but not used, in pixels, less than half the side. Where not given, half the network’s receptive field, but at most 256 and a quarter of the side.',
        },
      },
    },
  },
} as const;

export const inputs = {
  model: { artifact: 'checkpoints', description: 'A network at several epochs.' },
  data: { artifact: 'image-set', description: 'Images that it has not seen, with what the task asks for.' },
} as const;

export const outputs = {
  scores: {
    artifact: 'scores',
    description: 'The task’s metrics for each image at each epoch, their means, and those of baselines.',
  },
} as const;

export const evaluate = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'evaluate',
  version: '4',
  description: 'Measures a trained network on whole images.',
  params,
  inputs,
  outputs,
  check,
  resources: { cpus: 1 },
  run: async (context) => (await import('./run.js')).run(context),
});
