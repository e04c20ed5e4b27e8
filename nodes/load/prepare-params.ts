import type { JSONSchema } from 'json-schema-to-ts';

const side = { type: 'integer', minimum: 1, maximum: 16_384, description: 'In pixels.' } as const;
const offset = (of: string) =>
  ({ type: 'integer', minimum: 0, description: `The first ${of} of it, counted from 0.` }) as const;

/** What is done to each image, and to all that is known of it: in this order. */
export const prepare = {
  region: {
    type: 'object',
    additionalProperties: false,
    required: ['x', 'y', 'width', 'height'],
    description: 'The part of each image that is used, such as all but a burnt-in scale bar.',
    properties: { x: offset('column'), y: offset('row'), width: side, height: side },
  },
  nonFinite: {
    enum: ['error', 'replace'],
    default: 'error',
    description:
      'What happens where pixels are infinite or not a number: the image is refused, or they become the mean of its others.',
  },
  outliers: {
    type: 'object',
    additionalProperties: false,
    required: ['threshold'],
    description:
      'Removes outliers such as X-rays from images: negative pixels become 0, pixels far above the median the mean of their neighbours (Sytwu et al., 2022).',
    properties: {
      threshold: {
        type: 'number',
        exclusiveMinimum: 0,
        description: 'How far above the median of the image, in its own values.',
      },
      repeats: {
        type: 'integer',
        minimum: 0,
        maximum: 100,
        default: 1,
        description: 'How often what is left is looked for again.',
      },
    },
  },
  downscale: {
    type: 'integer',
    minimum: 1,
    default: 1,
    description:
      'Factor by which both sides become shorter: means of boxes, for masks their commonest class.',
  },
  enlarge: {
    type: 'integer',
    minimum: 2,
    maximum: 8,
    description:
      'Factor by which both sides of the images become longer, by bicubic interpolation, such as to the size of targets with more pixels.',
  },
  tile: {
    type: 'object',
    additionalProperties: false,
    required: ['size'],
    description:
      'Cuts images into squares, row by row; what is left over is not used. `zscore` goes by the whole image.',
    properties: {
      size: side,
      overlap: { type: 'integer', minimum: 0, default: 0, description: 'Pixels that neighbours share.' },
    },
  },
  minForeground: {
    type: 'integer',
    minimum: 0,
    description: 'Images or tiles whose masks have fewer pixels of foreground are left out.',
  },
  fit: {
    type: 'object',
    additionalProperties: false,
    required: ['width', 'height', 'rule'],
    description: 'Brings images of mixed sizes to one.',
    properties: {
      width: side,
      height: side,
      rule: {
        enum: ['crop', 'pad', 'resize'],
        description:
          'Cut out the centre; cut, or go on with the mirror image where too small; or scale each side.',
      },
    },
  },
  copies: {
    enum: ['none', 'dihedral'],
    description:
      '`dihedral`: eight copies of each image in place of one: its quarter turns, and those of its mirror image. Made after `split`.',
  },
} as const satisfies Record<string, JSONSchema>;

/** How stored intensities are read. */
export const read = {
  normalization: {
    description:
      '`unit` (default): intensities over the largest of their type; `symmetric`: the same from −1 to 1; `zscore`: each image minus its mean, over its standard deviation; or `unit`, then minus `mean`, over `std`.',
    anyOf: [
      { enum: ['unit', 'symmetric', 'zscore'] },
      {
        type: 'object',
        additionalProperties: false,
        required: ['mean', 'std'],
        properties: {
          mean: { type: 'number', description: 'Of the whole data set, on the scale of `unit`.' },
          std: {
            type: 'number',
            exclusiveMinimum: 0,
            description: 'Of the whole data set, on the same scale.',
          },
        },
      },
    ],
  },
  contrast: { enum: ['keep', 'invert'], default: 'keep', description: '`invert` makes dark bright.' },
} as const satisfies Record<string, JSONSchema>;
