import type { MembraneSettings } from './membranes/simulate-membranes.js';
import type { Simulation } from './simulation.js';
import { latticeMasks, latticeTargets } from './stem/lattice-truths.js';

/** What is wrong with settings that each have the right form. */
export interface SimulationProblem {
  /** Name of the setting. */
  readonly setting: string;
  readonly message: string;
  readonly hint: string;
}

/** A truncated octahedron reaches 1.14 diameters of the sphere of its volume from corner to corner. */
const largestExtent = 1.14;
/** Some million columns. */
const largestScanNm = 200;
/** Some thousand cells. */
const mostCellsAcross = 64;

export function simulationProblems(simulation: Simulation): SimulationProblem[] {
  const problems: SimulationProblem[] = [];
  for (const [setting, value] of Object.entries(simulation)) {
    if (!Array.isArray(value)) continue;
    const [low, high]: unknown[] = value;
    if (typeof low !== 'number' || typeof high !== 'number' || low <= high) continue;
    problems.push({ setting, message: `${low} to ${high} is no range`, hint: 'Lower end first.' });
  }
  return [...problems, ...ofKind(simulation)];
}

function ofKind(simulation: Simulation): SimulationProblem[] {
  switch (simulation.kind) {
    case 'nanoparticles':
      return [];
    case 'hrtem-nanoparticles':
      return ofParticles(simulation.diameterNm[1], fieldOf(simulation));
    case 'adf-stem-lattice':
      return [...ofTruths(simulation.truths), ...ofScan(fieldOf(simulation))];
    case 'membranes':
      return ofCells(simulation, fieldOf(simulation));
  }
}

const fieldOf = ({ size, pixelSizeNm }: { readonly size: number; readonly pixelSizeNm: number }) =>
  size * pixelSizeNm;

const inNm = (length: number) => `${Number(length.toPrecision(3))} nm`;

function ofParticles(largest: number, field: number): SimulationProblem[] {
  if (largest * largestExtent <= field) return [];
  const message = `a particle of ${inNm(largest)} does not fit into an image of ${inNm(field)}`;
  return [{ setting: 'diameterNm', message, hint: 'Set `size` or `pixelSizeNm`.' }];
}

function ofTruths(truths: readonly string[]): SimulationProblem[] {
  return ([latticeMasks, latticeTargets] as const).flatMap((kinds: readonly string[]) => {
    const chosen = truths.filter((truth) => kinds.includes(truth));
    if (chosen.length < 2) return [];
    const message = `${chosen.join(' and ')} exclude each other`;
    const hint =
      'An image has one mask and one target; another `load` with the same seed has the same images.';
    return [{ setting: 'truths', message, hint }];
  });
}

function ofScan(field: number): SimulationProblem[] {
  if (field <= largestScanNm) return [];
  const message = `a scan of ${inNm(field)} has too many columns; ${inNm(largestScanNm)} are the most`;
  return [{ setting: 'pixelSizeNm', message, hint: 'Set `size` or `pixelSizeNm`.' }];
}

function ofCells({ cellNm, membraneNm }: MembraneSettings, field: number): SimulationProblem[] {
  const problems: SimulationProblem[] = [];
  if (membraneNm >= cellNm) {
    const message = `walls of ${inNm(membraneNm)} leave no room in cells of ${inNm(cellNm)}`;
    problems.push({
      setting: 'membraneNm',
      message,
      hint: 'Cells are several times as wide as their walls.',
    });
  }
  if (field > mostCellsAcross * cellNm) {
    const message = `an image of ${inNm(field)} has too many cells of ${inNm(cellNm)}; ${mostCellsAcross} across are the most`;
    problems.push({ setting: 'cellNm', message, hint: 'Set `size` or `pixelSizeNm`.' });
  }
  return problems;
}
