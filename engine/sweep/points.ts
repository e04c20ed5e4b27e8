import { bug } from '../bug.js';
import { PointIndex } from './point-index.js';
import { sortByPositions } from './sort-by-positions.js';

/** Different points, numbered from 0, the last axis running fastest. A point is its position on each axis. */
export interface Points {
  readonly size: number;
  at(index: number): readonly number[];
  /** The point must be one of these. */
  indexOf(point: readonly number[]): number;
}

/** Every choice of positions, as arithmetic: nothing is kept for each point. */
export function productPoints(sizes: readonly number[]): Points {
  return {
    size: sizes.reduce((product, size) => product * size, 1),
    at(index) {
      const point = new Array<number>(sizes.length);
      let rest = index;
      for (let axis = sizes.length - 1; axis >= 0; axis--) {
        point[axis] = rest % sizes[axis]!;
        rest = Math.floor(rest / sizes[axis]!);
      }
      return point;
    },
    indexOf: (point) => point.reduce((index, position, axis) => index * sizes[axis]! + position, 0),
  };
}

/** These points; one that is given several times is there once. */
export function listedPoints(sizes: readonly number[], given: readonly (readonly number[])[]): Points {
  const columns = sizes.map((size, axis) => ({ size, positionOf: (point: number) => given[point]![axis]! }));
  const index = new PointIndex(sizes);
  const points: (readonly number[])[] = [];
  for (const number of sortByPositions(given.length, columns)) {
    if (index.add(given[number]!)) points.push(given[number]!);
  }
  return {
    size: points.length,
    at: (number) => points[number]!,
    indexOf: (point) => index.numberOf(point) ?? bug(`the point ${point} is not in its space`),
  };
}
