import type { JSONSchema } from 'json-schema-to-ts';

const range = <const Item extends JSONSchema>(item: Item) =>
  ({ type: 'array', items: [item, item], minItems: 2, maxItems: 2, additionalItems: false }) as const;

export const simulate = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'count'],
  description:
    'Simulated, labelled images in place of a folder; each depends on these settings and its number only.',
  properties: {
    kind: { const: 'nanoparticles', description: 'Bright or dark particles on an amorphous support film.' },
    count: { type: 'integer', minimum: 1, maximum: 1_000_000, description: 'How many images.' },
    size: {
      type: 'integer',
      minimum: 8,
      maximum: 8192,
      default: 128,
      description: 'Side of the square images, in pixels.',
    },
    seed: { type: 'integer', minimum: 0, default: 1, description: 'Another seed gives other images.' },
    particles: {
      ...range({ type: 'integer', minimum: 0, maximum: 10_000 }),
      default: [4, 10],
      description: 'Particles in an image: fewest and most.',
    },
    radius: {
      ...range({ type: 'number', minimum: 1, maximum: 8192 }),
      default: [6, 20],
      description: 'Radius of a particle in pixels: smallest and largest.',
    },
    shape: {
      enum: ['round', 'faceted', 'mixed'],
      default: 'mixed',
      description: 'Outline of the particles.',
    },
    contrast: {
      enum: ['bright', 'dark'],
      default: 'bright',
      description: 'Bright particles as in dark-field and STEM images, or dark ones as in bright-field TEM.',
    },
    signal: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.5,
      description: 'Largest change of the beam by a particle, as a fraction of the beam.',
    },
    grain: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description: 'Speckle of the amorphous support.',
      properties: {
        amplitude: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          default: 0.08,
          description: 'Standard deviation, as a fraction of the beam.',
        },
        length: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 64,
          default: 1.5,
          description: 'Correlation length in pixels.',
        },
      },
    },
    dose: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 60,
      description: 'Electrons per pixel: the shot noise has a standard deviation of 1/√dose of the beam.',
    },
  },
} as const;
