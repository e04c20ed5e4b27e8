import type { Choices } from './choices.js';
import type { PartialPoint } from './shape.js';

/** Groups of axes that exclusions tie together: what can be chosen on one depends on the others. */
export class Component {
  readonly groups: readonly Choices[];
  /** How many points there are without exclusions. */
  readonly size: number;
  readonly #strides: readonly number[];
  /** Per point whether it is left out; made for the first exclusion. */
  #excluded: Uint8Array | undefined;
  #excludedCount = 0;

  constructor(groups: readonly Choices[]) {
    this.groups = groups;
    const strides: number[] = [];
    let size = 1;
    for (const { rows } of groups) {
      strides.push(size);
      size *= rows.length;
    }
    this.#strides = strides;
    this.size = size;
  }

  get axes(): readonly number[] {
    return this.groups.flatMap(({ axes }) => axes);
  }

  get left(): number {
    return this.size - this.#excludedCount;
  }

  /** Whether every choice is there. */
  get isFree(): boolean {
    return this.#excludedCount === 0;
  }

  /** Leaves out what a partial point matches; returns how many points that are new ones. */
  exclude(partial: PartialPoint): number {
    this.#excluded ??= new Uint8Array(this.size);
    let matched = [0];
    for (const [at, group] of this.groups.entries()) {
      const offsets = group.matching(partial).map((row) => row * this.#strides[at]!);
      matched = matched.flatMap((point) => offsets.map((offset) => point + offset));
    }
    const before = this.#excludedCount;
    for (const point of matched) {
      this.#excludedCount += 1 - this.#excluded[point]!;
      this.#excluded[point] = 1;
    }
    return this.#excludedCount - before;
  }

  /** An upper bound of the number of different points on some of the axes. */
  boundOn(axes: ReadonlySet<number>): number {
    const touched = this.groups.filter((group) => group.axes.some((axis) => axes.has(axis)));
    const choices = touched.reduce((product, { rows }) => product * rows.length, 1);
    return Math.min(choices, this.left);
  }

  /** The points on some of the axes; one may come several times. */
  pointsOn(axes: readonly number[]): readonly (readonly number[])[] {
    const touched = this.groups.filter((group) => group.axes.some((axis) => axes.includes(axis)));
    if (this.isFree && touched.length < this.groups.length) return new Component(touched).pointsOn(axes);
    const places = axes.map((axis) => this.#placeOf(axis));
    const points: (readonly number[])[] = [];
    for (let point = 0; point < this.size; point++) {
      if (this.#excluded?.[point]) continue;
      points.push(places.map(({ stride, rows, at }) => rows[Math.floor(point / stride) % rows.length]![at]!));
    }
    return points;
  }

  #placeOf(axis: number) {
    const group = this.groups.findIndex(({ axes }) => axes.includes(axis));
    const { axes, rows } = this.groups[group]!;
    return { stride: this.#strides[group]!, rows, at: axes.indexOf(axis) };
  }
}
