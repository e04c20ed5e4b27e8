import { defineNode } from '../define-node.js';
import { check } from './check.js';
import { params } from './params.js';

export const inputs = {
  images: {
    artifact: 'image-set',
    optional: true,
    neededBy: 'show',
    description: 'Images to show the policy on; it does not depend on them.',
  },
} as const;

export const outputs = {
  augmentation: { artifact: 'augmentation', description: 'The policy, for training nodes.' },
  pictures: {
    artifact: 'pictures',
    description: 'With `show`: images as they are, and below what is drawn of them.',
  },
} as const;

/** Says how training examples are varied; nothing is varied that is not named. */
export const augment = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'augment',
  version: '2',
  description: 'An augmentation policy: what is drawn anew for each training example.',
  params,
  inputs,
  outputs,
  produces: ({ show }) => (show ? ['augmentation', 'pictures'] : ['augmentation']),
  check,
  light: true,
  run: async (context) => (await import('./run.js')).run(context),
});
