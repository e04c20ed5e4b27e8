import type { HrtemSettings } from './hrtem/simulate-hrtem.js';
import type { MembraneSettings } from './membranes/simulate-membranes.js';
import type { NanoparticleSettings } from './nanoparticles.js';
import { numberedNames } from './numbered-names.js';
import { isEnlarged, targetOf } from './stem/lattice-truths.js';
import type { LatticeSettings } from './stem/simulate-lattices.js';

/** Which simulator, and all of its settings. */
export type Simulation =
  | ({ readonly kind: 'nanoparticles' } & NanoparticleSettings)
  | ({ readonly kind: 'hrtem-nanoparticles' } & HrtemSettings)
  | ({ readonly kind: 'adf-stem-lattice' } & LatticeSettings)
  | ({ readonly kind: 'membranes' } & MembraneSettings);

// What is known without making any images.

export function simulatedNames({ kind, count }: Simulation): string[] {
  return numberedNames(kind, count);
}

/** Side of the square images in pixels: `size`, unless the target has twice as many. */
export function simulatedSide(simulation: Simulation): number {
  const enlarged = simulation.kind === 'adf-stem-lattice' && isEnlarged(targetOf(simulation.truths));
  return enlarged ? 2 * simulation.size : simulation.size;
}

/** Whether the images have targets of their own, so that none can be made of them. */
export function simulatesTargets(simulation: Simulation): boolean {
  return simulation.kind === 'adf-stem-lattice' && targetOf(simulation.truths) !== undefined;
}
