import type { Point } from '../../nodes/run-context.js';
import { bug } from '../bug.js';
import type { Points } from './points.js';
import { sortByPositions } from './sort-by-positions.js';

/** An axis, as far as sweeps look at it. */
export interface SpaceAxis {
  readonly name: string;
  readonly labels: readonly string[];
}

/** The points of a sweep on some of its axes, numbered from 0. Axes have the document's order in every space. */
export class Space {
  readonly axes: readonly SpaceAxis[];
  readonly size: number;
  readonly #points: Points;
  readonly #axesByName: readonly (SpaceAxis & { readonly axis: number })[];
  readonly #projections = new Map<Space, Uint32Array>();

  constructor(axes: readonly SpaceAxis[], points: Points) {
    this.axes = axes;
    this.size = points.size;
    this.#points = points;
    this.#axesByName = axes
      .map(({ name, labels }, axis) => ({ name, labels, axis }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get axisNames(): readonly string[] {
    return this.axes.map((axis) => axis.name);
  }

  indices(): number[] {
    return Array.from({ length: this.size }, (_, index) => index);
  }

  /** The position on each axis. */
  positionsAt(index: number): readonly number[] {
    return this.#points.at(index);
  }

  /** The number of a point, given by its positions; it must be one of these. */
  indexOf(positions: readonly number[]): number {
    return this.#points.indexOf(positions);
  }

  /** In the order of the axes' names: what is made from it must not depend on their order in the document. */
  labelsAt(index: number): Point {
    const positions = this.positionsAt(index);
    return Object.fromEntries(
      this.#axesByName.map(({ name, labels, axis }) => [name, labels[positions[axis]!]!]),
    );
  }

  /** All points in an order that does not depend on the order of axes in the document: by name, then position. */
  indicesByName(): readonly number[] {
    const columns = this.#axesByName.map(({ labels, axis }) => ({
      size: labels.length,
      positionOf: (index: number) => this.positionsAt(index)[axis]!,
    }));
    return [...sortByPositions(this.size, columns)];
  }

  /** The number, in the space on fewer axes of the same sweep, of the point that agrees with point `index` here. */
  project(index: number, onto: Space): number {
    if (onto.axes.length === 0) return 0;
    if (onto === this) return index;
    let projection = this.#projections.get(onto);
    if (!projection) {
      projection = this.#projectionOnto(onto);
      this.#projections.set(onto, projection);
    }
    return projection[index]!;
  }

  #projectionOnto(onto: Space): Uint32Array {
    const sources = onto.axisNames.map((name) => this.axisNames.indexOf(name));
    if (sources.includes(-1)) bug('projection onto an axis that the space does not have');
    return Uint32Array.from({ length: this.size }, (_, index) => {
      const positions = this.positionsAt(index);
      return onto.indexOf(sources.map((source) => positions[source]!));
    });
  }
}
