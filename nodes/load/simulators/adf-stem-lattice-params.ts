import { latticeKinds } from '../../../imaging/simulate/stem/lattice-kinds.js';
import { latticeTruths } from '../../../imaging/simulate/stem/lattice-truths.js';
import { count, range, seed, size } from './common-params.js';

export const adfStemLattice = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'count'],
  description: 'Atomic columns as annular dark-field STEM shows them, with the truths of TEMImageNet.',
  properties: {
    kind: { const: 'adf-stem-lattice', description: 'Which simulator.' },
    count,
    size: { ...size, maximum: 4096, default: 256 },
    pixelSizeNm: {
      type: 'number',
      minimum: 0.001,
      maximum: 0.1,
      default: 0.012,
      description: 'Distance of scan positions, in nm.',
    },
    seed,
    lattices: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { enum: latticeKinds },
      default: ['square'],
      description:
        'Kinds of lattice, in turn from image to image; of several, the kind is the class of an image.',
    },
    truths: {
      type: 'array',
      uniqueItems: true,
      items: { enum: latticeTruths },
      default: ['circularMask', 'noBackgroundnoNoise', 'position'],
      description:
        'What is known of the images: at most one mask, at most one target image, and the positions of the columns.',
    },
    grains: {
      ...range({ type: 'integer', minimum: 1, maximum: 100 }),
      default: [1, 2],
      description: 'Grains in an image: fewest and most. Their boundaries are those of Voronoi cells.',
    },
    vacancies: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.01,
      description: 'Share of the columns that are missing.',
    },
    substitutions: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0,
      description: 'Share of the columns that are of another element.',
    },
    substitute: {
      type: 'integer',
      minimum: 1,
      maximum: 103,
      default: 14,
      description: 'Atomic number of that element.',
    },
    strain: {
      type: 'number',
      minimum: 0,
      maximum: 0.2,
      default: 0.01,
      description: 'Largest component of the strain that a grain has.',
    },
    driftNm: {
      type: 'number',
      minimum: 0,
      maximum: 10,
      default: 0.05,
      description: 'Largest drift of the sample while an image is scanned, in nm.',
    },
    probeNm: {
      ...range({ type: 'number', minimum: 0.01, maximum: 1 }),
      default: [0.08, 0.12],
      description: 'Full width of the probe at half of its maximum, in nm: smallest and largest.',
    },
    jitterNm: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.004,
      description: 'Standard deviation of the displacement of each scan line, in nm.',
    },
    background: {
      ...range({ type: 'number', minimum: 0, maximum: 10 }),
      default: [0.1, 0.6],
      description:
        'Height of the smooth background, relative to the column of the heaviest atoms: lowest and highest.',
    },
    backgroundScaleNm: {
      type: 'number',
      minimum: 0.1,
      maximum: 1000,
      default: 1,
      description: 'Over which length the background changes, in nm.',
    },
    dose: {
      ...range({ type: 'number', exclusiveMinimum: 0, maximum: 1e9 }),
      default: [10, 60],
      description: 'Electrons that a pixel counts on such a column: lowest and highest.',
    },
  },
} as const;
