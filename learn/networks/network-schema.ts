import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { hrnetSchema } from './hrnet/hrnet-schema.js';
import { residualUnetSchema } from './residual-unet/residual-unet-schema.js';

/** A network as it is written in a pipeline. */
export const networkSchema = {
  description: 'The network.',
  anyOf: [residualUnetSchema, hrnetSchema],
} as const satisfies JSONSchema;

export type NetworkSpec = FromSchema<typeof networkSchema>;
