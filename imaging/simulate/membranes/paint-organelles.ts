import type { CellMap } from './cells.js';
import { clearanceNm, forEachPixel, type Mitochondrion, type Vesicle } from './organelles.js';
import type { MembraneSettings } from './simulate-membranes.js';

/** Both membranes of a mitochondrion, and that of a vesicle, in nm. */
const rimNm = { mitochondrion: 14, vesicle: 9 } as const;
/** Brightness of a mitochondrion's matrix, over that of the cytoplasm. */
const matrix = 0.8;

/** Multiplies `image` by what mitochondria let through: a dark rim, a grey matrix and dark cristae across. */
export function paintMitochondria(
  image: Float32Array,
  mitochondria: readonly Mitochondrion[],
  map: CellMap,
  settings: MembraneSettings,
): void {
  const { contrast } = settings;
  for (const mitochondrion of mitochondria) {
    const { period, phase, winding } = mitochondrion;
    forEachPixelOfMitochondrion(mitochondrion, map, settings, (at, depth, along, across) => {
      const rim = Math.exp(-0.5 * ((depth - rimNm.mitochondrion / 2) / (rimNm.mitochondrion / 2.5)) ** 2);
      const bent = winding * Math.sin(across / (0.8 * period) + 5 * phase);
      const wave = Math.sin(2 * Math.PI * (along / period + phase + bent));
      // Not every crista reaches across.
      const reach = Math.sin(across / (0.7 * period) + along / (2 * period) + 9 * phase);
      const crista = Math.max(0, wave) * Math.min(1, Math.max(0, 0.7 + reach));
      image[at]! *= matrix * (1 - contrast * Math.max(rim, 0.7 * crista));
    });
  }
}

/** Writes class `value` where mitochondria are. */
export function markMitochondria(
  mask: Uint8Array,
  value: number,
  mitochondria: readonly Mitochondrion[],
  map: CellMap,
  settings: MembraneSettings,
): void {
  for (const mitochondrion of mitochondria) {
    forEachPixelOfMitochondrion(mitochondrion, map, settings, (at) => {
      mask[at] = value;
    });
  }
}

export function paintVesicles(
  image: Float32Array,
  vesicles: readonly Vesicle[],
  map: CellMap,
  settings: MembraneSettings,
): void {
  for (const vesicle of vesicles) {
    forEachPixel(vesicle, vesicle.radius, map, settings, (at, x, y) => {
      const depth = vesicle.radius - Math.hypot(x, y);
      if (depth < 0) return;
      const rim = Math.exp(-0.5 * ((depth - rimNm.vesicle / 2) / (rimNm.vesicle / 2)) ** 2);
      image[at]! *= 1 - settings.contrast * (vesicle.dense ? 0.7 : 0.8 * rim);
    });
  }
}

/** With the depth below the rim, and the place along and across the long axis, in nm. */
function forEachPixelOfMitochondrion(
  mitochondrion: Mitochondrion,
  map: CellMap,
  settings: MembraneSettings,
  visit: (at: number, depth: number, along: number, across: number) => void,
): void {
  const { length, width, angle, bulges } = mitochondrion;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const wall = settings.membraneNm / 2 + clearanceNm;
  forEachPixel(mitochondrion, 1.3 * length, map, settings, (at, x, y) => {
    const along = cos * x + sin * y;
    const across = cos * y - sin * x;
    const direction = Math.atan2(across / width, along / length);
    let reach = 1;
    for (const [i, [amplitude, start]] of bulges.entries()) {
      reach += amplitude * Math.cos((i + 2) * direction + start);
    }
    const below = (reach - Math.hypot(along / length, across / width)) * width;
    // Where there is no room, the rim follows the wall of the cell.
    const depth = Math.min(below, map.wallNm[at]! - wall);
    if (depth > 0) visit(at, depth, along, across);
  });
}
