import type { JSONSchema } from 'json-schema-to-ts';

/** An HRNet as it is written in a pipeline. */
export const hrnetSchema = {
  type: 'object',
  description: 'HRNet V2 (Wang et al. 2020).',
  additionalProperties: false,
  required: ['kind', 'preset'],
  properties: {
    kind: { const: 'hrnet', description: 'HRNet V2 (Wang et al. 2020).' },
    preset: {
      enum: ['W18-small-v1', 'W18-small-v2', 'W18', 'W32', 'W44', 'W48'],
      description: 'Width and depth: 1.5, 3.9, 9.6, 29.5, 55.4 or 65.8 million parameters.',
    },
    stemStride: {
      enum: [1, 2, 4],
      default: 4,
      description:
        'By how much smaller than the image its highest resolution is. 4 is the published network; less gives sharper images, for more time and memory.',
    },
  },
} as const satisfies JSONSchema;
