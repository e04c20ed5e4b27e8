import { defineNode } from '../define-node.js';

export const params = {
  type: 'object',
  additionalProperties: false,
  properties: {},
} as const;

export const inputs = {
  model: { artifact: 'checkpoints', description: 'A network at several epochs.' },
  data: { artifact: 'image-set', description: 'Labelled images that it has not seen.' },
} as const;

export const outputs = {
  scores: {
    artifact: 'scores',
    description: 'The Dice coefficient of each image at each epoch, and the means.',
  },
} as const;

export const evaluate = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'evaluate',
  version: '1',
  description: 'Measures a trained network on whole, labelled images.',
  params,
  inputs,
  outputs,
  resources: { cpus: 1 },
  run: async (context) => (await import('./run.js')).run(context),
});
