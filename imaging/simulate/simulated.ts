import type { ImageSource } from '../image-source.js';
import { simulateHrtem } from './hrtem/simulate-hrtem.js';
import { simulateMembranes } from './membranes/simulate-membranes.js';
import { simulateNanoparticles } from './nanoparticles.js';
import type { Simulation } from './simulation.js';
import { simulateLattices } from './stem/simulate-lattices.js';

/**
 * Labelled images that are made when asked for. Image `index` and all that is known of it depend on nothing but
 * `index` and the settings other than `count`. The formulas are in docs/simulators.md.
 */
export function simulated(simulation: Simulation): ImageSource {
  switch (simulation.kind) {
    case 'nanoparticles':
      return simulateNanoparticles(simulation);
    case 'hrtem-nanoparticles':
      return simulateHrtem(simulation);
    case 'adf-stem-lattice':
      return simulateLattices(simulation);
    case 'membranes':
      return simulateMembranes(simulation);
  }
}
