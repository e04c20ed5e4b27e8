import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

/** A downstream task as it is written in a pipeline: what a network is fine-tuned for. */
export const taskSchema = {
  type: 'object',
  description: 'What the network is fine-tuned for.',
  additionalProperties: false,
  required: ['target', 'loss', 'metrics', 'monitor'],
  properties: {
    target: {
      const: 'mask',
      description: 'What the network learns to predict: the binary mask of each image.',
    },
    loss: { const: 'bce', description: 'What training minimises: binary cross-entropy from logits.' },
    metrics: {
      type: 'array',
      items: { enum: ['dice'] },
      uniqueItems: true,
      description: 'What is measured on validation images beside the loss.',
    },
    monitor: {
      type: 'object',
      description: 'Which validation value tells the best epoch.',
      additionalProperties: false,
      required: ['metric', 'mode'],
      properties: {
        metric: { enum: ['bce', 'dice'], description: 'The loss, or one of the metrics.' },
        mode: { enum: ['min', 'max'], description: 'Whether lower or higher is better.' },
      },
    },
  },
} as const satisfies JSONSchema;

export type Task = FromSchema<typeof taskSchema>;
