import type { Point } from '../../nodes/run-context.js';
import type { Axis } from '../document/pipeline.js';

/**
 * All points on some axes, numbered from 0 with the last axis running fastest. Axes keep the document's order in
 * every space, so that points of different nodes can be compared.
 */
export class Space {
  readonly #axes: readonly Axis[];
  readonly #projections = new Map<Space, Uint32Array>();
  readonly #restrictions = new Map<string, Space>();
  readonly size: number;

  constructor(axes: readonly Axis[]) {
    this.#axes = axes;
    this.size = axes.reduce((size, axis) => size * axis.labels.length, 1);
  }

  get axisNames(): readonly string[] {
    return this.#axes.map((axis) => axis.name);
  }

  indices(): number[] {
    return Array.from({ length: this.size }, (_, index) => index);
  }

  labelsAt(index: number): Point {
    const positions = this.#positionsAt(index);
    return Object.fromEntries(this.#axes.map((axis, at) => [axis.name, axis.labels[positions[at]!]!]));
  }

  /** The part of this space on the axes named, made once. */
  restrictedTo(names: readonly string[]): Space {
    const id = names.join(' ');
    let space = this.#restrictions.get(id);
    if (!space) {
      space = new Space(this.#axes.filter((axis) => names.includes(axis.name)));
      this.#restrictions.set(id, space);
    }
    return space;
  }

  /** The number, in a space on fewer axes, of the point that agrees with point `index` of this one. */
  project(index: number, onto: Space): number {
    if (onto.#axes.length === 0) return 0;
    let projection = this.#projections.get(onto);
    if (!projection) {
      projection = this.#projectionOnto(onto);
      this.#projections.set(onto, projection);
    }
    return projection[index]!;
  }

  #projectionOnto(onto: Space): Uint32Array {
    const sources = onto.#axes.map((axis) => this.#axes.findIndex((own) => own.name === axis.name));
    if (sources.includes(-1)) throw new Error('bug: projection onto an axis that the space does not have');
    const projection = new Uint32Array(this.size);
    for (let index = 0; index < this.size; index++) {
      const positions = this.#positionsAt(index);
      projection[index] = onto.#axes.reduce(
        (number, axis, at) => number * axis.labels.length + positions[sources[at]!]!,
        0,
      );
    }
    return projection;
  }

  #positionsAt(index: number): number[] {
    const positions = new Array<number>(this.#axes.length);
    let rest = index;
    for (let at = this.#axes.length - 1; at >= 0; at--) {
      const size = this.#axes[at]!.labels.length;
      positions[at] = rest % size;
      rest = Math.floor(rest / size);
    }
    return positions;
  }
}
