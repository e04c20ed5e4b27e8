import type { Random } from '../../../random/random.js';
import type { Lattice } from './lattice-kinds.js';

/** An atomic column; lengths in nm, from the corner of the field. */
export interface Column {
  readonly x: number;
  readonly y: number;
  readonly atomicNumber: number;
}

export interface GrainSettings {
  /** Side of the square field. */
  readonly field: number;
  /** How far beyond the field there are columns. */
  readonly margin: number;
  readonly grains: readonly [fewest: number, most: number];
  readonly vacancies: number;
  readonly substitutions: number;
  /** Atomic number of what substitutes. */
  readonly substitute: number;
  /** Largest component of a grain's strain. */
  readonly strain: number;
}

interface Grain {
  readonly x: number;
  readonly y: number;
  readonly turn: number;
  /** exx, eyy, exy. */
  readonly strain: readonly [number, number, number];
}

/** A column this part of the distance of neighbours away from one of an earlier grain finds no room. */
const closest = 0.7;

/** The columns of a lattice in one or several grains: the Voronoi cells of random points. */
export function drawColumns(lattice: Lattice, settings: GrainSettings, random: Random): Column[] {
  const { grains: range, field, strain } = settings;
  const component = () => random.between(-strain, strain);
  const grains = Array.from({ length: range[0] + random.integer(range[1] - range[0] + 1) }, (): Grain => {
    const [x, y] = [random.between(0, field), random.between(0, field)];
    const turn = random.between(0, 2 * Math.PI);
    return { x, y, turn, strain: [component(), component(), component()] };
  });
  const room = new Room(closest * lattice.neighbour);
  return grains.flatMap((grain) => {
    const columns = columnsOf(grain, grains, lattice, settings, random).filter((column) => room.has(column));
    for (const column of columns) room.take(column);
    return columns;
  });
}

function columnsOf(
  grain: Grain,
  grains: readonly Grain[],
  lattice: Lattice,
  settings: GrainSettings,
  random: Random,
): Column[] {
  const { field, margin, vacancies, substitutions, substitute } = settings;
  const a = turnedAndStrained(lattice.a, grain);
  const b = turnedAndStrained(lattice.b, grain);
  const columns: Column[] = [];
  const [mostA, mostB] = cellsWithin(Math.SQRT2 * (field + 2 * margin), a, b);
  for (let i = -mostA; i <= mostA; i++) {
    for (let j = -mostB; j <= mostB; j++) {
      for (const [along, across, host] of lattice.columns) {
        const x = grain.x + (i + along) * a[0] + (j + across) * b[0];
        const y = grain.y + (i + along) * a[1] + (j + across) * b[1];
        if (Math.min(x, y) < -margin || Math.max(x, y) > field + margin) continue;
        if (grains.some((other) => squaredDistance(x, y, other) < squaredDistance(x, y, grain))) continue;
        // As many numbers are drawn for each column, so that one share does not change what the other hits.
        const [isVacant, isOther] = [random.uniform() < vacancies, random.uniform() < substitutions];
        if (!isVacant) columns.push({ x, y, atomicNumber: isOther ? substitute : host });
      }
    }
  }
  return columns;
}

function turnedAndStrained([x, y]: readonly [number, number], { turn, strain }: Grain): [number, number] {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [u, v] = [cos * x - sin * y, sin * x + cos * y];
  const [exx, eyy, exy] = strain;
  return [u + exx * u + exy * v, v + exy * u + eyy * v];
}

/** How many cells there are at most along `a` and `b`, either way, within `distance` of the first one. */
function cellsWithin(
  distance: number,
  a: readonly [number, number],
  b: readonly [number, number],
): [number, number] {
  const area = Math.abs(a[0] * b[1] - a[1] * b[0]);
  return [Math.ceil((distance * Math.hypot(...b)) / area), Math.ceil((distance * Math.hypot(...a)) / area)];
}

const squaredDistance = (x: number, y: number, grain: Grain) => (x - grain.x) ** 2 + (y - grain.y) ** 2;

/** Where columns still have room: in a mesh of squares as wide as the distance that they keep. */
class Room {
  readonly #distance: number;
  readonly #taken = new Map<string, Column[]>();

  constructor(distance: number) {
    this.#distance = distance;
  }

  has({ x, y }: Column): boolean {
    const [column, row] = this.#square(x, y);
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        const near = this.#taken.get(`${column + i} ${row + j}`) ?? [];
        if (near.some((other) => Math.hypot(other.x - x, other.y - y) < this.#distance)) return false;
      }
    }
    return true;
  }

  take(column: Column): void {
    const key = this.#square(column.x, column.y).join(' ');
    this.#taken.set(key, [...(this.#taken.get(key) ?? []), column]);
  }

  #square(x: number, y: number): [number, number] {
    return [Math.floor(x / this.#distance), Math.floor(y / this.#distance)];
  }
}
