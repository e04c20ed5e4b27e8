import type { Random } from '../../../random/random.js';
import { poisson } from '../poisson.js';
import type { CellMap } from './cells.js';
import type { MembraneSettings } from './simulate-membranes.js';

/** What lies in a cell around a place: lengths in nm. */
interface Organelle {
  readonly x: number;
  readonly y: number;
  readonly cell: number;
}

export interface Mitochondrion extends Organelle {
  /** Half of its length and of its width. */
  readonly length: number;
  readonly width: number;
  readonly angle: number;
  /** Amplitudes and directions of what makes it no ellipse. */
  readonly bulges: readonly (readonly [amplitude: number, direction: number])[];
  /** Distance of its cristae, and where the first one is. */
  readonly period: number;
  readonly phase: number;
  /** By how much of their distance they wind. */
  readonly winding: number;
}

export interface Vesicle extends Organelle {
  readonly radius: number;
  readonly dense: boolean;
}

/** Mitochondria and vesicles stay so far from the walls of their cell. */
export const clearanceNm = 8;

export function drawMitochondria(map: CellMap, settings: MembraneSettings, random: Random): Mitochondrion[] {
  const { size, pixelSizeNm, mitochondria, mitochondriaNm, membraneNm } = settings;
  const area = (size * pixelSizeNm) ** 2 / 1e6;
  const count = poisson(mitochondria * area, random);
  const drawn: Mitochondrion[] = [];
  for (let i = 0; i < count; i++) {
    const asked = random.between(...mitochondriaNm) / 2;
    // The roomiest of several places, as mitochondria lie in thick processes.
    const at = roomiest(map, random, 12);
    const room = map.wallNm[at]! - membraneNm / 2 - clearanceNm;
    const mitochondrion = {
      ...placeOf(at, map, settings),
      width: Math.min(asked, room),
      length: Math.min(asked, room) * random.between(1.05, 1.9),
      angle: random.between(0, Math.PI),
      bulges: [2, 3].map((n) => [random.between(0, 0.2) / n, random.between(0, 2 * Math.PI)] as const),
      period: random.between(22, 34),
      phase: random.uniform(),
      winding: random.between(0.1, 0.5),
    };
    const apart = drawn.every(
      (other) =>
        Math.hypot(other.x - mitochondrion.x, other.y - mitochondrion.y) >
        other.length + mitochondrion.length,
    );
    if (apart && mitochondrion.width >= mitochondriaNm[0] / 2) drawn.push(mitochondrion);
  }
  return drawn;
}

/** In clusters of about six. */
export function drawVesicles(map: CellMap, settings: MembraneSettings, random: Random): Vesicle[] {
  const { size, pixelSizeNm, vesicles, membraneNm } = settings;
  const inCluster = 6;
  const clusters = poisson((vesicles * (size * pixelSizeNm) ** 2) / 1e6 / inCluster, random);
  const drawn: Vesicle[] = [];
  for (let cluster = 0; cluster < clusters; cluster++) {
    const centre = placeOf(roomiest(map, random, 2), map, settings);
    const members = poisson(inCluster, random);
    const dense = random.uniform() < 0.2;
    for (let i = 0; i < members; i++) {
      const radius = random.between(14, 24);
      const x = centre.x + 90 * random.normal();
      const y = centre.y + 90 * random.normal();
      const [column, row] = [Math.floor(x / pixelSizeNm), Math.floor(y / pixelSizeNm)];
      if (Math.min(column, row) < 0 || Math.max(column, row) >= size) continue;
      const at = row * size + column;
      const fits = map.wallNm[at]! > radius + membraneNm / 2 && map.cells[at] === centre.cell;
      const apart = drawn.every((other) => Math.hypot(other.x - x, other.y - y) > other.radius + radius);
      if (fits && apart) drawn.push({ x, y, cell: centre.cell, radius, dense });
    }
  }
  return drawn;
}

/** Calls `visit` for the pixels within `reach` nm of an organelle that lie in its cell, with their place from its centre. */
export function forEachPixel(
  { x: centreX, y: centreY, cell }: Organelle,
  reach: number,
  map: CellMap,
  { size, pixelSizeNm, membraneNm }: MembraneSettings,
  visit: (at: number, x: number, y: number) => void,
): void {
  const first = (place: number) => Math.max(0, Math.floor((place - reach) / pixelSizeNm));
  const last = (place: number) => Math.min(size - 1, Math.ceil((place + reach) / pixelSizeNm));
  for (let row = first(centreY); row <= last(centreY); row++) {
    for (let column = first(centreX); column <= last(centreX); column++) {
      const at = row * size + column;
      if (map.cells[at] !== cell || map.wallNm[at]! <= membraneNm / 2) continue;
      visit(at, (column + 0.5) * pixelSizeNm - centreX, (row + 0.5) * pixelSizeNm - centreY);
    }
  }
}

function roomiest({ wallNm }: CellMap, random: Random, places: number): number {
  let best = random.integer(wallNm.length);
  for (let i = 1; i < places; i++) {
    const at = random.integer(wallNm.length);
    if (wallNm[at]! > wallNm[best]!) best = at;
  }
  return best;
}

function placeOf(at: number, { cells }: CellMap, { size, pixelSizeNm }: MembraneSettings): Organelle {
  const x = ((at % size) + 0.5) * pixelSizeNm;
  const y = (Math.floor(at / size) + 0.5) * pixelSizeNm;
  return { x, y, cell: cells[at]! };
}
