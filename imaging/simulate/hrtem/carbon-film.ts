import type { Random } from '../../../random/random.js';
import type { AtomGrid } from './atom-grid.js';

/** Atoms in a nm³ of amorphous carbon of 2.0 g/cm³. */
const atomsPerNm3 = 100.3;

/**
 * Adds the atoms of an amorphous film: one at a random place of each cell of a cubic mesh. They so keep some distance,
 * as atoms do: wholly random ones would show too much of the long waves (Ricolleau et al., Journal of Applied Physics
 * 114, 213504, 2013).
 */
export function addCarbonFilm(
  grid: AtomGrid,
  side: number,
  pixelSizeNm: number,
  thicknessNm: number,
  random: Random,
): void {
  const field = side * pixelSizeNm;
  const cells = Math.ceil(field * Math.cbrt(atomsPerNm3));
  const cellPixels = side / cells;
  const layers = atomsPerNm3 * (field / cells) ** 2 * thicknessNm;
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      // A part of a layer is as many atoms on average.
      const atoms = Math.floor(layers + random.uniform());
      for (let atom = 0; atom < atoms; atom++) {
        grid.add((column + random.uniform()) * cellPixels, (row + random.uniform()) * cellPixels);
      }
    }
  }
}
