import type { PartialPoint } from './shape.js';

/** What may be chosen on one group of axes: rows of positions, one for each axis of the group. */
export class Choices {
  /** Numbers of the axes. */
  readonly axes: readonly number[];
  readonly rows: readonly (readonly number[])[];
  readonly #rowsAt = new Map<number, Map<number, number[]>>();

  constructor(axes: readonly number[], rows: readonly (readonly number[])[]) {
    this.axes = axes;
    this.rows = rows;
  }

  /** Axes that advance together, or a single one. */
  static inStep(axes: readonly number[], length: number): Choices {
    return new Choices(
      axes,
      Array.from({ length }, (_, position) => axes.map(() => position)),
    );
  }

  /** What is left where a partial point says something of these axes: where it names all of them, just what it names. */
  narrowedTo(partial: PartialPoint): Choices {
    const named = this.axes.filter((axis) => partial.has(axis));
    if (named.length === 0) return this;
    if (named.length < this.axes.length) {
      return new Choices(
        this.axes,
        this.matching(partial).map((row) => this.rows[row]!),
      );
    }
    let rows: number[][] = [[]];
    for (const axis of this.axes) {
      rows = rows.flatMap((row) => Array.from(partial.get(axis)!, (position) => [...row, position]));
    }
    return new Choices(this.axes, rows);
  }

  /** The numbers of the rows that a partial point matches. */
  matching(partial: PartialPoint): readonly number[] {
    const [first, ...others] = this.axes.flatMap((axis, at) => (partial.has(axis) ? [at] : []));
    if (first === undefined) return Array.from(this.rows, (_, row) => row);
    const isMeant = (row: number, at: number) => partial.get(this.axes[at]!)!.has(this.rows[row]![at]!);
    const candidates = this.#rowsAtAny(partial.get(this.axes[first]!)!, first);
    return candidates.filter((row) => others.every((at) => isMeant(row, at)));
  }

  /** The rows that have one of the positions on an axis, in time proportional to the rows or the positions. */
  #rowsAtAny(positions: ReadonlySet<number>, at: number): readonly number[] {
    if (this.rows.length <= positions.size) {
      return this.rows.flatMap((row, number) => (positions.has(row[at]!) ? [number] : []));
    }
    const rowsAt = this.#index(at);
    return Array.from(positions, (position) => rowsAt.get(position) ?? []).flat();
  }

  /** The rows by their positions on one axis; made once, so that many partial points do not go through all rows each. */
  #index(at: number): ReadonlyMap<number, readonly number[]> {
    let index = this.#rowsAt.get(at);
    if (!index) {
      index = new Map();
      for (const [row, positions] of this.rows.entries()) {
        const rows = index.get(positions[at]!);
        if (rows) rows.push(row);
        else index.set(positions[at]!, [row]);
      }
      this.#rowsAt.set(at, index);
    }
    return index;
  }
}
