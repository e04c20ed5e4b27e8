import { count, range, seed, size } from './common-params.js';

export const membranes = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'count'],
  description: 'Cells with membranes, mitochondria and vesicles, as a stained section shows them in TEM.',
  properties: {
    kind: { const: 'membranes', description: 'Which simulator.' },
    count,
    size: { ...size, maximum: 4096, default: 256 },
    pixelSizeNm: {
      type: 'number',
      minimum: 0.5,
      maximum: 50,
      default: 4,
      description: 'Extent of a pixel, in nm.',
    },
    seed,
    classes: {
      enum: ['membranes', 'membranes-and-mitochondria'],
      default: 'membranes',
      description: 'What the masks show.',
    },
    cellNm: {
      type: 'number',
      minimum: 50,
      maximum: 100_000,
      default: 120,
      description: 'Median extent of a cell, in nm.',
    },
    membraneNm: {
      type: 'number',
      minimum: 1,
      maximum: 1000,
      default: 20,
      description: 'Width of the dark line between two cells, both membranes and the cleft together, in nm.',
    },
    sectionNm: {
      type: 'number',
      minimum: 0,
      maximum: 1000,
      default: 50,
      description:
        'Thickness of the section, in nm: membranes that run through it obliquely look wide and pale.',
    },
    mitochondria: {
      type: 'number',
      minimum: 0,
      maximum: 20,
      default: 1.5,
      description:
        'Mean number of mitochondria that are tried in each µm²; those that fit into no cell are left out.',
    },
    mitochondriaNm: {
      ...range({ type: 'number', minimum: 10, maximum: 10_000 }),
      default: [150, 350],
      description: 'Width of a mitochondrion, in nm: smallest and largest.',
    },
    vesicles: {
      type: 'number',
      minimum: 0,
      maximum: 1000,
      default: 40,
      description:
        'Mean number of vesicles that are tried in each µm², in clusters; those that fit into no cell are left out.',
    },
    contrast: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.6,
      description: 'How much darker than the cytoplasm a membrane is, as a fraction of it.',
    },
    texture: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.15,
      description: 'Standard deviation of the grain of the cytoplasm, as a fraction of it.',
    },
    dose: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1e9,
      default: 100,
      description: 'Electrons that a pixel of the cytoplasm counts.',
    },
  },
} as const;
