import type { JSONSchema } from 'json-schema-to-ts';

export const degrade = {
  type: 'object',
  additionalProperties: false,
  description:
    'Makes poor images of clean ones, which become the targets: for denoising, background removal, super-resolution. Applied in the order of these settings, after all other preparation; intensities are fractions of the largest of their type.',
  properties: {
    seed: { type: 'integer', minimum: 0, default: 1, description: 'Another seed draws other noise.' },
    downscale: {
      type: 'integer',
      minimum: 2,
      maximum: 64,
      description: 'Factor by which the resolution becomes lower: means of boxes, enlarged to the old size.',
    },
    blur: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 100,
      description: 'Standard deviation of a Gaussian blur in pixels.',
    },
    background: {
      type: 'object',
      additionalProperties: false,
      required: ['amplitude', 'scale'],
      description: 'A smooth random field that is added.',
      properties: {
        amplitude: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 100,
          description: 'Its largest value; its smallest is 0.',
        },
        scale: {
          type: 'number',
          minimum: 2,
          maximum: 16_384,
          description: 'Over how many pixels it changes.',
        },
      },
    },
    dose: {
      type: 'number',
      exclusiveMinimum: 0,
      description: 'Electrons per pixel at intensity 1; they are counted, which makes Poisson noise.',
    },
    gaussian: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 100,
      description: 'Standard deviation of noise that is the same at every intensity.',
    },
  },
} as const satisfies JSONSchema;
