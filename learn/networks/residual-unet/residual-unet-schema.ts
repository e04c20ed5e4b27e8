import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { NetworkProblem } from '../network-problem.js';
import type { ResidualUnetOptions } from './residual-unet.js';

/** A residual U-Net as it is written in a pipeline. */
export const residualUnetSchema = {
  type: 'object',
  description: 'The residual U-Net of Sytwu et al. 2022.',
  additionalProperties: false,
  required: ['kind', 'blocks'],
  properties: {
    kind: { const: 'residual-unet', description: 'The residual U-Net of Sytwu et al. 2022.' },
    blocks: {
      type: 'integer',
      minimum: 1,
      maximum: 6,
      description: 'Levels down: how often the image is made smaller. The published networks have 2, 3 or 4.',
    },
    receptiveField: {
      type: 'integer',
      description:
        'One of the published sizes in pixels: 44, 84 or 116 with 2 blocks, 96, 176 or 240 with 3, 200, 360 or 424 with 4. It chooses the dilations; without it and without `dilations` all are 1.',
    },
    dilations: {
      type: 'array',
      minItems: 2,
      maxItems: 7,
      items: { type: 'integer', minimum: 1, maximum: 64 },
      description: 'In place of `receptiveField`: one dilation per level, and one for the bottleneck.',
    },
    pools: {
      type: 'array',
      minItems: 1,
      maxItems: 6,
      items: { type: 'integer', minimum: 2, maximum: 64 },
      description: 'By how much each level down is smaller than the one above it; 2 where not given.',
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

export type ResidualUnetSpec = FromSchema<typeof residualUnetSchema>;

/**
 * Dilations of the published networks (Kazimi et al. 2024), by levels down and receptive field in pixels. Those with
 * dilation 1 everywhere are in the code of Sytwu et al. (2022); the paper does not state the others, which are the
 * non-decreasing dilations that give its receptive fields.
 */
export const publishedDilations: Readonly<Record<number, Readonly<Record<number, readonly number[]>>>> = {
  2: { 44: [1, 1, 1], 84: [2, 2, 2], 116: [2, 2, 4] },
  3: { 96: [1, 1, 1, 1], 176: [1, 2, 2, 2], 240: [1, 2, 2, 4] },
  4: { 200: [1, 1, 1, 1, 1], 360: [1, 1, 2, 2, 2], 424: [1, 1, 2, 2, 3] },
};

/** What a spec that fits the schema asks for, or what is wrong with it. */
export function residualUnetOptions(
  spec: ResidualUnetSpec,
): Required<Omit<ResidualUnetOptions, 'outputs'>> | NetworkProblem {
  const { blocks, baseFilters, pools = new Array<number>(blocks).fill(2) } = spec;
  if (pools.length !== blocks) {
    return {
      field: 'pools',
      message: `a network with ${count(blocks, 'block')} has ${count(blocks, 'pool')}, not ${pools.length}`,
      hint: 'give one per level',
    };
  }
  const dilations = dilationsOf(spec);
  return 'message' in dilations ? dilations : { baseFilters, pools, dilations };
}

function dilationsOf(spec: ResidualUnetSpec): readonly number[] | NetworkProblem {
  const { blocks, receptiveField, dilations, pools } = spec;
  if (receptiveField !== undefined && (dilations || pools)) {
    const field = dilations ? 'dilations' : 'pools';
    return { field, message: `${field} and receptiveField exclude each other`, hint: 'keep one of them' };
  }
  if (dilations) {
    if (dilations.length === blocks + 1) return dilations;
    return {
      field: 'dilations',
      message: `a network with ${count(blocks, 'block')} has ${blocks + 1} dilations, not ${dilations.length}`,
      hint: 'give one per level and one for the bottleneck',
    };
  }
  if (receptiveField === undefined) return new Array<number>(blocks + 1).fill(1);
  const published = publishedDilations[blocks] ?? {};
  const found = published[receptiveField];
  if (found) return found;
  const fields = Object.keys(published);
  return {
    field: 'receptiveField',
    message: `no network with ${count(blocks, 'block')} and receptive field ${receptiveField} is published`,
    hint: fields.length > 0 ? `choose one of ${fields.join(', ')}, or give dilations` : 'give dilations',
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
