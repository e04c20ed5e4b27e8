import { count, range, seed } from './common-params.js';

export const hrtemNanoparticles = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'count'],
  description: 'Gold nanocrystals on amorphous carbon, as high-resolution TEM shows them, with exact masks.',
  properties: {
    kind: { const: 'hrtem-nanoparticles', description: 'Which simulator.' },
    count,
    size: {
      enum: [64, 128, 256, 512, 1024, 2048],
      default: 512,
      description: 'Side of the square images, in pixels: a power of two.',
    },
    pixelSizeNm: {
      type: 'number',
      minimum: 0.01,
      maximum: 0.05,
      default: 0.033,
      description: 'Extent of a pixel, in nm; 0.05 still resolves the {111} planes of gold.',
    },
    seed,
    particles: {
      ...range({ type: 'integer', minimum: 0, maximum: 1000 }),
      default: [1, 4],
      description: 'Particles in an image: fewest and most. Those that find no room are left out.',
    },
    diameterNm: {
      ...range({ type: 'number', minimum: 1, maximum: 30 }),
      default: [4, 6],
      description: 'Diameter of the sphere of equal volume, in nm: smallest and largest.',
    },
    shape: {
      enum: ['sphere', 'truncated-octahedron', 'twinned', 'mixed'],
      default: 'mixed',
      description: 'Shape of the particles; `twinned` is a truncated octahedron with a {111} twin plane.',
    },
    orientation: {
      enum: ['random', '001', '011', '111', 'mixed'],
      default: 'mixed',
      description:
        'Crystal direction along the beam; `mixed` draws one of the others for each particle, random half of the time.',
    },
    carbonNm: {
      type: 'number',
      minimum: 0,
      maximum: 30,
      default: 3,
      description: 'Thickness of the amorphous carbon film, in nm.',
    },
    voltageKv: {
      type: 'number',
      minimum: 20,
      maximum: 1500,
      default: 300,
      description: 'Acceleration voltage, in kV.',
    },
    defocusNm: {
      ...range({ type: 'number', minimum: -500, maximum: 500 }),
      default: [5, 25],
      description: 'Defocus in nm: lowest and highest. Underfocus is positive.',
    },
    sphericalAberrationMm: {
      type: 'number',
      minimum: -5,
      maximum: 5,
      default: 0.005,
      description: 'Spherical aberration, in mm: about 1 uncorrected, near 0 corrected.',
    },
    focalSpreadNm: {
      type: 'number',
      minimum: 0,
      maximum: 100,
      default: 2.5,
      description: 'Standard deviation of the focus by chromatic aberration, in nm (temporal coherence).',
    },
    convergenceMrad: {
      type: 'number',
      minimum: 0,
      maximum: 5,
      default: 0.2,
      description: 'Semi-angle of the illumination, in mrad (spatial coherence).',
    },
    apertureMrad: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 200,
      description: 'Semi-angle of the objective aperture, in mrad; none where not given.',
    },
    dose: {
      ...range({ type: 'number', exclusiveMinimum: 0, maximum: 1e6 }),
      default: [200, 450],
      description: 'Electrons per Å²: lowest and highest.',
    },
    detectorBlur: {
      type: 'number',
      minimum: 0,
      maximum: 5,
      default: 0.5,
      description: "Standard deviation of the detector's point spread, in pixels.",
    },
  },
} as const;
