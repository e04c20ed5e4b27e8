import type { Space } from '../../sweep/space.js';
import type { IndexedAxis, PointIndexes } from './scope.js';

/** The points of a space on these axes, in its order; at other axes of the document a point is 0. */
export function pointsOf(space: Space, axes: readonly IndexedAxis[]): readonly PointIndexes[] {
  const length = (axes.at(-1)?.index ?? -1) + 1;
  return space.indices().map((index) => {
    const point = new Array<number>(length).fill(0);
    const positions = space.positionsAt(index);
    for (let at = 0; at < axes.length; at++) point[axes[at]!.index] = positions[at]!;
    return point;
  });
}

/** The place in a space on these axes of the point that agrees with a point. */
export function indexIn(space: Space, point: PointIndexes, axes: readonly IndexedAxis[]): number {
  return space.indexOf(axes.map((axis) => point[axis.index]!));
}

/** What points have in common that agree on some axes. */
export function pointKey(point: PointIndexes, axes: readonly IndexedAxis[]): string {
  return axes.map((axis) => point[axis.index]).join();
}
