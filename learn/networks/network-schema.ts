import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { publishedDilations } from './receptive-field.js';

/** A network as it is written in a pipeline. */
export const networkSchema = {
  type: 'object',
  description: 'The network: the residual U-Net of Sytwu et al. 2022.',
  additionalProperties: false,
  required: ['kind', 'blocks'],
  properties: {
    kind: { const: 'residual-unet', description: 'Which family of networks.' },
    blocks: { enum: [2, 3, 4], description: 'Levels down: how often the image is halved.' },
    receptiveField: {
      type: 'integer',
      description:
        'One of the published sizes in pixels: 44, 84 or 116 with 2 blocks, 96, 176 or 240 with 3, 200, 360 or 424 with 4. It chooses the dilations; without it and without `dilations` all are 1.',
    },
    dilations: {
      type: 'array',
      minItems: 3,
      maxItems: 5,
      items: { type: 'integer', minimum: 1, maximum: 64 },
      description: 'In place of `receptiveField`: one dilation per level, and one for the bottleneck.',
    },
    baseFilters: {
      type: 'integer',
      minimum: 1,
      maximum: 1024,
      default: 4,
      description: 'Filters at full resolution; each level down has twice as many.',
    },
  },
} as const satisfies JSONSchema;

export type NetworkSpec = FromSchema<typeof networkSchema>;

/** What is wrong with a network that fits the schema. */
export interface NetworkProblem {
  /** The field at fault. */
  readonly field: 'receptiveField' | 'dilations';
  readonly message: string;
  readonly hint: string;
}

/** The dilations that a network asks for, or what is wrong with it. */
export function dilationsOf(spec: NetworkSpec): readonly number[] | NetworkProblem {
  const { blocks, receptiveField, dilations } = spec;
  if (dilations && receptiveField !== undefined) {
    return {
      field: 'dilations',
      message: 'dilations and receptiveField exclude each other',
      hint: 'keep one of them',
    };
  }
  if (dilations) {
    if (dilations.length === blocks + 1) return dilations;
    return {
      field: 'dilations',
      message: `a network with ${blocks} blocks has ${blocks + 1} dilations, not ${dilations.length}`,
      hint: 'give one per level and one for the bottleneck',
    };
  }
  if (receptiveField === undefined) return new Array<number>(blocks + 1).fill(1);
  const published = publishedDilations[blocks]!;
  const found = published[receptiveField];
  if (found) return found;
  return {
    field: 'receptiveField',
    message: `no network with ${blocks} blocks and receptive field ${receptiveField} is published`,
    hint: `choose one of ${Object.keys(published).join(', ')}, or give dilations`,
  };
}
