import type { JSONSchema } from 'json-schema-to-ts';

/** Two values of one kind, the lower first. */
export const range = <const Item extends JSONSchema>(item: Item) =>
  ({ type: 'array', items: [item, item], minItems: 2, maxItems: 2, additionalItems: false }) as const;

export const count = {
  type: 'integer',
  minimum: 1,
  maximum: 1_000_000,
  description: 'How many images.',
} as const;

export const seed = {
  type: 'integer',
  minimum: 0,
  default: 1,
  description: 'Another seed gives other images.',
} as const;

export const size = {
  type: 'integer',
  minimum: 8,
  maximum: 8192,
  description: 'Side of the square images, in pixels.',
} as const;
