import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { simulate } from './simulate-params.js';

const names = { type: 'array', items: { type: 'string' }, uniqueItems: true } as const;
const share = (of: string) =>
  ({
    anyOf: [{ type: 'integer', minimum: 0 }, names],
    description: `Images ${of}: how many, or which by name.`,
  }) as const;
const fraction = { type: 'number', minimum: 0, maximum: 1 } as const;
const sample = { type: 'integer', minimum: 0, maximum: 65535 } as const;

export const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    path: {
      type: 'string',
      description:
        'Folder of grey images (PNG, TIFF, JPEG), read with its sub-folders and sorted by path; colours become grey.',
    },
    masks: {
      type: 'string',
      description: 'Folder of masks; a mask has the relative path of its image, with any of the extensions.',
    },
    foreground: {
      description:
        'Which pixels of a mask are foreground: grey values, colours, or all above a grey value. Anything but black where not given.',
      anyOf: [
        { type: 'array', minItems: 1, items: sample },
        {
          type: 'array',
          minItems: 1,
          items: {
            type: 'array',
            items: [sample, sample, sample],
            minItems: 3,
            maxItems: 3,
            additionalItems: false,
          },
        },
        {
          type: 'object',
          additionalProperties: false,
          required: ['above'],
          properties: {
            above: { type: 'number', description: 'The largest value that is still background.' },
          },
        },
      ],
    },
    simulate,
    exclude: { ...names, default: [], description: 'Names of images to leave out.' },
    take: {
      type: 'integer',
      minimum: 1,
      description: 'Use only so many images; fewer are always among the more.',
    },
    split: {
      description:
        'Parts that no image is shared between: fractions for train, validation, test; or for each how many images, or which by name.',
      anyOf: [
        {
          type: 'array',
          items: [fraction, fraction, fraction],
          minItems: 3,
          maxItems: 3,
          additionalItems: false,
        },
        {
          type: 'object',
          additionalProperties: false,
          properties: {
            train: share('to train with'),
            validation: share('to choose the best epoch by'),
            test: share('to measure the result on'),
          },
        },
      ],
    },
    splitOrder: {
      enum: ['random', 'path'],
      default: 'random',
      description: 'The order in which `take` and `split` choose images.',
    },
    splitSeed: { type: 'integer', minimum: 0, default: 1, description: 'Seed of the random order.' },
    downscale: {
      type: 'integer',
      minimum: 1,
      default: 1,
      description: 'Factor by which both sides become shorter: means of boxes, for masks their majority.',
    },
    fit: {
      type: 'object',
      additionalProperties: false,
      required: ['width', 'height', 'rule'],
      description: 'Brings images of mixed sizes to one, after `downscale`.',
      properties: {
        width: { type: 'integer', minimum: 1, maximum: 16_384, description: 'In pixels.' },
        height: { type: 'integer', minimum: 1, maximum: 16_384, description: 'In pixels.' },
        rule: {
          enum: ['crop', 'pad', 'resize'],
          description:
            'Cut out the centre; cut, or go on with the mirror image where too small; or scale each side.',
        },
      },
    },
    normalization: {
      enum: ['unit', 'zscore'],
      default: 'unit',
      description:
        'Intensities over the largest of their type; or each image minus its mean, over its standard deviation.',
    },
    contrast: { enum: ['keep', 'invert'], default: 'keep', description: '`invert` makes dark bright.' },
  },
} as const satisfies JSONSchema;

export type LoadParams = FromSchema<typeof params>;
