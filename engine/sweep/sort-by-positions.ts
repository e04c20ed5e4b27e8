/** Where each of some points lies on one axis. */
export interface Column {
  /** How many positions the axis has. */
  readonly size: number;
  positionOf(point: number): number;
}

/** The numbers of points, sorted by their positions, the first axis weighing most: a counting sort for each axis. */
export function sortByPositions(count: number, columns: readonly Column[]): Uint32Array {
  let order = Uint32Array.from({ length: count }, (_, number) => number);
  for (const { size, positionOf } of columns.toReversed()) {
    const places = new Uint32Array(size + 1);
    for (const number of order) places[positionOf(number) + 1]!++;
    for (let position = 0; position < size; position++) places[position + 1]! += places[position]!;
    const sorted = new Uint32Array(count);
    for (const number of order) sorted[places[positionOf(number)]!++] = number;
    order = sorted;
  }
  return order;
}
