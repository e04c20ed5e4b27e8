import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

const epochs = { type: 'integer', minimum: 1 } as const;
const warmUp = {
  ...epochs,
  description: 'Epochs in which the rate grows in even steps to its full value.',
} as const;

/**
 * How the learning rate changes. All lengths are absolute epochs, not shares of the training: the first 30 epochs of
 * 60 are those of 30.
 */
export const scheduleSchema = {
  description: 'How the learning rate changes with the epochs; constant where not given.',
  anyOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind'],
      properties: { kind: { const: 'constant', description: 'Does not change.' }, warmUp },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'every', 'factor'],
      properties: {
        kind: { const: 'step', description: 'Multiplied by a factor every so many epochs.' },
        every: { ...epochs, description: 'Epochs from one change to the next.' },
        factor: { type: 'number', exclusiveMinimum: 0, maximum: 1, description: 'The factor.' },
        warmUp,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'epochs'],
      properties: {
        kind: { const: 'cosine', description: 'Half a cosine down to the final share, then constant.' },
        epochs: { ...epochs, description: 'The epoch at whose end the final share is reached.' },
        final: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          default: 0,
          description: 'Share of the rate that is left at the end.',
        },
        warmUp,
      },
    },
  ],
} as const satisfies JSONSchema;

export type ScheduleSpec = FromSchema<typeof scheduleSchema>;
