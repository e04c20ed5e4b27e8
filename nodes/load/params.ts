import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { degrade } from './degrade-params.js';
import { classes, foreground } from './mask-params.js';
import { prepare, read } from './prepare-params.js';
import { simulate } from './simulate-params.js';
import { source } from './source-params.js';
import { names, split, splitBy, splitFile, splitOrder, splitSeed } from './split-params.js';

export const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...source,
    foreground,
    classes,
    unlisted: {
      enum: ['warn', 'error'],
      default: 'warn',
      description:
        'What happens where masks hold values that are neither background nor listed: a warning where there are many, or an error.',
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
    exclude: { ...names, default: [], description: 'Names of images, or of files of images, to leave out.' },
    duplicates: {
      enum: ['drop', 'keep'],
      default: 'drop',
      description:
        'Of images that show the same pixels, only the first that is chosen stays; or all stay, in one part.',
    },
    take: {
      type: 'integer',
      minimum: 1,
      description:
        'Use only so many images, those first that `split` names; fewer are always among the more.',
    },
    split,
    splitFile,
    splitBy,
    splitOrder,
    splitSeed,
    ...prepare,
    degrade,
    ...read,
  },
} as const satisfies JSONSchema;

/** As written, with the defaults of the schema. */
export type LoadParams = FromSchema<typeof params>;
