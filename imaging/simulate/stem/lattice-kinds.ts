export const latticeKinds = ['square', 'hexagonal', 'dumbbell', 'fcc-001', 'fcc-011', 'fcc-111'] as const;
export type LatticeKind = (typeof latticeKinds)[number];

/** A plane lattice of atomic columns; lengths in nm. */
export interface Lattice {
  /** The vectors that span its cell. */
  readonly a: readonly [x: number, y: number];
  readonly b: readonly [x: number, y: number];
  /** Columns in a cell: parts of `a` and `b`, and the atomic number of what they are made of. */
  readonly columns: readonly (readonly [a: number, b: number, atomicNumber: number])[];
  /** Distance of neighbouring columns. */
  readonly neighbour: number;
}

/** Edges of the cubic cells of strontium titanate, silicon and gold, and of graphene's hexagonal one. */
const strontiumTitanate = 0.3905;
const silicon = 0.5431;
const gold = 0.4078;
const graphene = 0.246;

export const lattices: Readonly<Record<LatticeKind, Lattice>> = {
  // SrTiO₃ along [001]: columns of strontium, and of titanium with oxygen.
  square: {
    a: [strontiumTitanate, 0],
    b: [0, strontiumTitanate],
    columns: [
      [0, 0, 38],
      [0.5, 0.5, 22],
    ],
    neighbour: strontiumTitanate / Math.SQRT2,
  },
  hexagonal: {
    a: [graphene, 0],
    b: [graphene / 2, (graphene * Math.sqrt(3)) / 2],
    columns: [
      [1 / 3, 1 / 3, 6],
      [2 / 3, 2 / 3, 6],
    ],
    neighbour: graphene / Math.sqrt(3),
  },
  // Silicon along [110]: pairs of columns a quarter of the edge apart.
  dumbbell: {
    a: [silicon, 0],
    b: [0, silicon / Math.SQRT2],
    columns: [
      [0, 0, 14],
      [0.25, 0, 14],
      [0.5, 0.5, 14],
      [0.75, 0.5, 14],
    ],
    neighbour: silicon / 4,
  },
  'fcc-001': {
    a: [gold / 2, 0],
    b: [0, gold / 2],
    columns: [[0, 0, 79]],
    neighbour: gold / 2,
  },
  'fcc-011': {
    a: [gold, 0],
    b: [0, gold / Math.SQRT2],
    columns: [
      [0, 0, 79],
      [0.5, 0.5, 79],
    ],
    neighbour: gold * Math.sqrt(3 / 8),
  },
  'fcc-111': {
    a: [gold / Math.sqrt(6), 0],
    b: [gold / Math.sqrt(24), gold / Math.sqrt(8)],
    columns: [[0, 0, 79]],
    neighbour: gold / Math.sqrt(6),
  },
};
