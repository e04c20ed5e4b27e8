import type { JSONSchema } from 'json-schema-to-ts';
import { adfStemLattice } from './simulators/adf-stem-lattice-params.js';
import { hrtemNanoparticles } from './simulators/hrtem-nanoparticles-params.js';
import { membranes } from './simulators/membranes-params.js';
import { nanoparticles } from './simulators/nanoparticles-params.js';

export const simulate = {
  description:
    'Simulated, labelled images in place of a folder; each depends on these settings and its number only.',
  anyOf: [nanoparticles, hrtemNanoparticles, adfStemLattice, membranes],
} as const satisfies JSONSchema;
