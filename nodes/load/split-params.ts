import type { JSONSchema } from 'json-schema-to-ts';

export const names = { type: 'array', items: { type: 'string' }, uniqueItems: true } as const;
const share = (of: string) =>
  ({
    anyOf: [{ type: 'integer', minimum: 0 }, names],
    description: `Images ${of}: how many, or which by name.`,
  }) as const;
const fraction = { type: 'number', minimum: 0, maximum: 1 } as const;

export const split = {
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
} as const satisfies JSONSchema;
