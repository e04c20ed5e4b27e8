/** Numbers different points in the order in which they come. Looks one up in time proportional to its axes. */
export class PointIndex {
  readonly #sizes: readonly number[];
  /** Per axis: number of the point's part before it, and position on it → number of the part that ends here. */
  readonly #levels: readonly Map<number, number>[];
  #isEmpty = true;

  /** @param sizes how many positions each axis has */
  constructor(sizes: readonly number[]) {
    this.#sizes = sizes;
    this.#levels = sizes.map(() => new Map());
  }

  /** Undefined for a point that was not added. */
  numberOf(point: readonly number[]): number | undefined {
    let number: number | undefined = 0;
    for (let at = 0; at < this.#levels.length && number !== undefined; at++) {
      number = this.#levels[at]!.get(number * this.#sizes[at]! + point[at]!);
    }
    return number;
  }

  /** Returns whether the point is new. */
  add(point: readonly number[]): boolean {
    let number = 0;
    // The one point on no axes.
    let isNew = this.#isEmpty;
    this.#isEmpty = false;
    for (let at = 0; at < this.#levels.length; at++) {
      const level = this.#levels[at]!;
      const path: number = number * this.#sizes[at]! + point[at]!;
      const known = level.get(path);
      isNew = known === undefined;
      number = known ?? level.size;
      if (isNew) level.set(path, number);
    }
    return isNew;
  }
}
