import type { JSONSchema } from 'json-schema-to-ts';

export const names = { type: 'array', items: { type: 'string' }, uniqueItems: true } as const;
const share = (of: string) =>
  ({
    anyOf: [{ type: 'integer', minimum: 0 }, names, { const: 'file' }],
    description: `Images ${of}: how many, which by name, or \`file\`: those that \`splitFile\` lists.`,
  }) as const;
const fraction = { type: 'number', minimum: 0, maximum: 1 } as const;

export const split = {
  description:
    'Parts that no image is shared between: fractions for train, validation, test; for each how many images, or which by name; or folds for cross-validation.',
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
    {
      type: 'object',
      additionalProperties: false,
      required: ['folds', 'fold'],
      properties: {
        folds: { type: 'integer', minimum: 2, maximum: 100, description: 'Number of equal shares.' },
        fold: {
          type: 'integer',
          minimum: 1,
          maximum: 100,
          description: 'The share to test on, counted from 1; the others are trained with.',
        },
        validation: {
          description: 'Taken from the others: a fraction of them, or `next`: the fold after the tested one.',
          anyOf: [{ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }, { const: 'next' }],
        },
      },
    },
  ],
} as const satisfies JSONSchema;

export const splitFile = {
  type: 'string',
  description:
    'CSV or text file that lists images by part: `name,part` a line, or names under the lines `train:`, `validation:` and `test:`. Without `split` it lists all three parts.',
} as const satisfies JSONSchema;

export const splitBy = {
  description:
    'What is never torn apart by `split`: what comes of one `image`, its tiles and copies (default), of one `file`, of the files in one `folder`; or names that are the same before a text.',
  anyOf: [
    { enum: ['image', 'file', 'folder'] },
    {
      type: 'object',
      additionalProperties: false,
      required: ['before'],
      properties: {
        before: {
          type: 'string',
          minLength: 1,
          maxLength: 80,
          description: '`{ "before": "-LOC-" }` keeps `kidney-LOC-2d_7` and `kidney-LOC-2d_8` together.',
        },
      },
    },
  ],
} as const satisfies JSONSchema;

export const splitOrder = {
  enum: ['random', 'path'],
  description:
    'The order in which `take` and `split` choose images: `random` (default), or that of their paths.',
} as const satisfies JSONSchema;

export const splitSeed = {
  type: 'integer',
  minimum: 0,
  default: 1,
  description: 'Seed of the random order.',
} as const satisfies JSONSchema;
