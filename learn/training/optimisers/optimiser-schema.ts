import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

const decay = { type: 'number', minimum: 0, exclusiveMaximum: 1 } as const;
const weightDecay = { type: 'number', minimum: 0, exclusiveMaximum: 1 } as const;

/** What changes the weights, as it is written in a pipeline. */
export const optimiserSchema = {
  description: 'What changes the weights; Adam where not given.',
  anyOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind'],
      properties: {
        kind: { const: 'adam', description: 'Adam (Kingma & Ba 2015).' },
        beta1: { ...decay, default: 0.9, description: 'Decay rate of the first moment.' },
        beta2: { ...decay, default: 0.999, description: 'Decay rate of the second moment.' },
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind'],
      properties: {
        kind: { const: 'adamw', description: 'Adam with decoupled weight decay (Loshchilov & Hutter 2019).' },
        beta1: { ...decay, default: 0.9, description: 'Decay rate of the first moment.' },
        beta2: { ...decay, default: 0.999, description: 'Decay rate of the second moment.' },
        weightDecay: {
          ...weightDecay,
          default: 0.01,
          description: 'Weights shrink by learning rate times this in each step.',
        },
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind'],
      properties: {
        kind: { const: 'sgd', description: 'Stochastic gradient descent with momentum.' },
        momentum: { ...decay, default: 0.9, description: 'Share of the last step’s change that is kept.' },
        weightDecay: {
          ...weightDecay,
          default: 0,
          description: 'Added to the gradient, times the weight (L2 regularisation).',
        },
      },
    },
  ],
} as const satisfies JSONSchema;

export type OptimiserSpec = FromSchema<typeof optimiserSchema>;
