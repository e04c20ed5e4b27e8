import { count, range, seed, size } from './common-params.js';

export const nanoparticles = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'count'],
  description: 'Bright or dark particles on an amorphous support film, in pixels.',
  properties: {
    kind: { const: 'nanoparticles', description: 'Which simulator.' },
    count,
    size: { ...size, default: 128 },
    seed,
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
