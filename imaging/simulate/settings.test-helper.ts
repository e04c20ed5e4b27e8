import type { HrtemSettings } from './hrtem/simulate-hrtem.js';
import type { MembraneSettings } from './membranes/simulate-membranes.js';
import type { LatticeSettings } from './stem/simulate-lattices.js';

/** Plain settings that tests change. */
export const hrtemSettings: HrtemSettings = {
  count: 3,
  size: 128,
  pixelSizeNm: 0.04,
  seed: 1,
  particles: [1, 1],
  diameterNm: [3, 3],
  shape: 'sphere',
  orientation: '001',
  carbonNm: 3,
  voltageKv: 300,
  defocusNm: [10, 10],
  sphericalAberrationMm: 0,
  focalSpreadNm: 2,
  convergenceMrad: 0.2,
  dose: [400, 400],
  detectorBlur: 0.5,
};

export const latticeSettings: LatticeSettings = {
  count: 3,
  size: 128,
  pixelSizeNm: 0.02,
  seed: 1,
  lattices: ['fcc-001'],
  truths: ['circularMask', 'noBackgroundnoNoise', 'position'],
  grains: [1, 1],
  vacancies: 0,
  substitutions: 0,
  substitute: 32,
  strain: 0,
  driftNm: 0,
  probeNm: [0.09, 0.09],
  jitterNm: 0,
  background: [0, 0],
  backgroundScaleNm: 1,
  dose: [50, 50],
};

export const membraneSettings: MembraneSettings = {
  count: 3,
  size: 128,
  pixelSizeNm: 6,
  seed: 1,
  classes: 'membranes',
  cellNm: 160,
  membraneNm: 28,
  sectionNm: 50,
  mitochondria: 4,
  mitochondriaNm: [100, 200],
  vesicles: 20,
  contrast: 0.6,
  texture: 0.1,
  dose: 100,
};
