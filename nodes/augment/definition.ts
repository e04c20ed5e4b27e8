import { defineNode } from '../define-node.js';
import { canonicalPolicy } from './canonical-policy.js';
import { check } from './check.js';

const range = (description: string, minimum: number, maximum: number) =>
  ({
    type: 'array',
    items: [
      { type: 'number', minimum, maximum },
      { type: 'number', minimum, maximum },
    ],
    minItems: 2,
    maxItems: 2,
    additionalItems: false,
    description,
  }) as const;

export const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    flip: { type: 'boolean', description: 'Mirror left–right and top–bottom, each with probability ½.' },
    rotate90: { type: 'boolean', description: 'Turn by 0, 90, 180 or 270 degrees.' },
    scale: range('Zoom by a factor drawn from [low, high] before cropping.', 0.1, 10),
    blur: {
      type: 'object',
      additionalProperties: false,
      required: ['probability', 'sigma'],
      description: 'Gaussian blur of the network’s input.',
      properties: {
        probability: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          description: 'Of blurring an example at all.',
        },
        sigma: range('Standard deviation in pixels, drawn from [low, high].', 0, 64),
      },
    },
    noise: {
      type: 'object',
      additionalProperties: false,
      required: ['sigma'],
      description: 'Gaussian noise on the network’s input.',
      properties: {
        sigma: range('Standard deviation in units of the normalised image, drawn from [low, high].', 0, 100),
      },
    },
  },
} as const;

export const inputs = {} as const;

export const outputs = {
  augmentation: { artifact: 'augmentation', description: 'The policy, for training nodes.' },
} as const;

/** Says how training examples are varied; nothing is varied that is not named. */
export const augment = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'augment',
  version: '1',
  description: 'An augmentation policy: what is drawn anew for each training example.',
  params,
  inputs,
  outputs,
  check,
  light: true,
  async run({ params, output }) {
    await output('augmentation').write(
      'policy.json',
      `${JSON.stringify(canonicalPolicy(params), null, 1)}\n`,
    );
  },
});
