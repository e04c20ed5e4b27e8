import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { degrade } from './degrade-params.js';
import { classes, foreground } from './mask-params.js';
import { simulate } from './simulate-params.js';
import { names, split } from './split-params.js';

const side = { type: 'integer', minimum: 1, maximum: 16_384, description: 'In pixels.' } as const;
const offset = (of: string) =>
  ({ type: 'integer', minimum: 0, description: `The first ${of} of it, counted from 0.` }) as const;

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
    foreground,
    classes,
    targets: {
      type: 'string',
      description:
        'Folder of target images, one of the same relative path and size for each image: what a network is to make of it.',
    },
    points: {
      type: 'string',
      description:
        'Folder of text files (.txt), one of the same relative path for each image, with a point a line: x y in pixels; the centre of the first pixel is 0 0.',
    },
    labels: {
      description:
        'One class for each image: the name of its top folder. `folder` numbers the folders in the order of their names, a list in its own.',
      anyOf: [
        { const: 'folder' },
        {
          type: 'array',
          minItems: 2,
          maxItems: 255,
          uniqueItems: true,
          items: { type: 'string', minLength: 1, maxLength: 80 },
        },
      ],
    },
    simulate,
    exclude: { ...names, default: [], description: 'Names of images to leave out.' },
    duplicates: {
      enum: ['drop', 'keep'],
      default: 'drop',
      description:
        'Of images that show the same pixels, only the first that is chosen stays, so that none is in two parts; or all stay.',
    },
    take: {
      type: 'integer',
      minimum: 1,
      description:
        'Use only so many images, those first that `split` names; fewer are always among the more.',
    },
    split,
    splitOrder: {
      enum: ['random', 'path'],
      default: 'random',
      description: 'The order in which `take` and `split` choose images.',
    },
    splitSeed: { type: 'integer', minimum: 0, default: 1, description: 'Seed of the random order.' },
    region: {
      type: 'object',
      additionalProperties: false,
      required: ['x', 'y', 'width', 'height'],
      description: 'The part of each image that is used, such as all but a burnt-in scale bar.',
      properties: { x: offset('column'), y: offset('row'), width: side, height: side },
    },
    downscale: {
      type: 'integer',
      minimum: 1,
      default: 1,
      description:
        'Factor by which both sides become shorter, after `region`: means of boxes, for masks their commonest class.',
    },
    fit: {
      type: 'object',
      additionalProperties: false,
      required: ['width', 'height', 'rule'],
      description: 'Brings images of mixed sizes to one, after `downscale`.',
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
    degrade,
    normalization: {
      enum: ['unit', 'symmetric', 'zscore'],
      default: 'unit',
      description:
        'Intensities over the largest of their type; the same from −1 to 1; or each image minus its mean, over its standard deviation.',
    },
    contrast: { enum: ['keep', 'invert'], default: 'keep', description: '`invert` makes dark bright.' },
  },
} as const satisfies JSONSchema;

export type LoadParams = FromSchema<typeof params>;
