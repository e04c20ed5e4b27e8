import type { IndexedAxis, PointIndexes } from './scope.js';

/** How many points the axes span together. */
export function countPoints(axes: readonly IndexedAxis[]): number {
  return axes.reduce((product, axis) => product * axis.labels.length, 1);
}

/** Every choice of labels on the axes, the last one running fastest; at other axes of the document a point is 0. */
export function enumeratePoints(axes: readonly IndexedAxis[]): readonly PointIndexes[] {
  const length = (axes.at(-1)?.index ?? -1) + 1;
  return Array.from({ length: countPoints(axes) }, (_, number) => {
    const point = new Array<number>(length).fill(0);
    let rest = number;
    for (let i = axes.length - 1; i >= 0; i--) {
      const axis = axes[i]!;
      point[axis.index] = rest % axis.labels.length;
      rest = Math.floor(rest / axis.labels.length);
    }
    return point;
  });
}

/** The place of a point among those that `enumeratePoints` gives for some of its axes. */
export function pointNumber(point: PointIndexes, axes: readonly IndexedAxis[]): number {
  let number = 0;
  for (const axis of axes) number = number * axis.labels.length + point[axis.index]!;
  return number;
}
