import type { JSONSchema } from 'json-schema-to-ts';

const sample = { type: 'integer', minimum: 0, maximum: 65535 } as const;
const greyValues = { type: 'array', minItems: 1, items: sample } as const;
const colours = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'array',
    items: [sample, sample, sample],
    minItems: 3,
    maxItems: 3,
    additionalItems: false,
  },
} as const;

export const foreground = {
  description:
    'Which pixels of a mask are foreground: grey values, colours, or all above a grey value. Anything but black where not given.',
  anyOf: [
    greyValues,
    colours,
    {
      type: 'object',
      additionalProperties: false,
      required: ['above'],
      properties: {
        above: { type: 'number', description: 'The largest value that is still background.' },
      },
    },
  ],
} as const satisfies JSONSchema;

// A list, since the order of an object's names would not be part of a result's key.
export const classes = {
  type: 'array',
  minItems: 2,
  maxItems: 255,
  description:
    'Several classes of pixels, in the order of their numbers; the first is the background, and what pixels of no class count as.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'values'],
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 80, description: 'What the class is called.' },
      values: {
        anyOf: [greyValues, colours],
        description: 'Grey values or colours that its pixels have in the mask files.',
      },
    },
  },
} as const satisfies JSONSchema;
