import type { Choices } from './choices.js';
import { Component } from './component.js';
import type { Effect, PartialPoint } from './shape.js';

/** More points than this cannot be gone through. */
export const maxPoints = 1_000_000;

/** Points that are a product of choices, without what exclusions match. */
export class Region {
  readonly groups: readonly Choices[];
  readonly components: readonly Component[];
  /** For each exclusion what it takes away; undefined for one that does not hold here. */
  readonly excluded: readonly (Effect | undefined)[];
  /** A component that has too many choices to be gone through; the exclusions are not applied then. */
  readonly tangled: Component | undefined;

  /** @param exclusions undefined for those that do not hold here */
  constructor(groups: readonly Choices[], exclusions: readonly (PartialPoint | undefined)[]) {
    this.groups = groups;
    const touched = exclusions.map((exclusion) => (exclusion ? groupsOf(exclusion, groups) : []));
    const componentOf = connect(groups, touched);
    this.components = [...new Set(componentOf)];
    const affected = touched.map(([first]) => (first === undefined ? undefined : componentOf[first]));
    this.tangled = affected.find((component) => component !== undefined && component.size > maxPoints);
    this.excluded = exclusions.map((exclusion, at): Effect | undefined => {
      const component = affected[at];
      if (!exclusion || this.tangled) return undefined;
      if (!component) return 'nothing';
      return component.exclude(exclusion) > 0 ? 'some' : 'known';
    });
  }

  get isEmpty(): boolean {
    return this.components.some(({ left }) => left === 0);
  }

  /** Whether some point of the choices, exclusions aside, is matched. */
  meets(partial: PartialPoint): boolean {
    return groupsOf(partial, this.groups).length > 0;
  }

  boundOn(axes: ReadonlySet<number>): number {
    return this.components.reduce((product, component) => product * component.boundOn(axes), 1);
  }

  /** The points on some axes, as positions in their order; one may come several times. */
  pointsOn(axes: readonly number[]): readonly (readonly number[])[] {
    if (this.isEmpty) return [];
    const whole = this.components.find((component) => axes.every((axis) => component.axes.includes(axis)));
    if (whole) return whole.pointsOn(axes);
    let points: number[][] = [axes.map(() => 0)];
    for (const component of this.components) {
      const own = component.axes;
      const slots = axes.flatMap((axis, slot) => (own.includes(axis) ? [slot] : []));
      if (slots.length === 0) continue;
      const choices = component.pointsOn(slots.map((slot) => axes[slot]!));
      points = points.flatMap((point) =>
        choices.map((choice) => {
          const next = [...point];
          for (const [at, slot] of slots.entries()) next[slot] = choice[at]!;
          return next;
        }),
      );
    }
    return points;
  }
}

/** The numbers of the groups that a partial point speaks of; none where it matches no choice. */
function groupsOf(partial: PartialPoint, groups: readonly Choices[]): readonly number[] {
  const touched = groups.flatMap((group, number) =>
    group.axes.some((axis) => partial.has(axis)) ? [number] : [],
  );
  return touched.every((number) => groups[number]!.matching(partial).length > 0) ? touched : [];
}

/** Per group the component that it is in: the groups that are tied together, directly or not. */
function connect(groups: readonly Choices[], ties: readonly (readonly number[])[]): readonly Component[] {
  const parents = groups.map((_, number) => number);
  const rootOf = (number: number): number => {
    let root = number;
    while (parents[root] !== root) root = parents[root]!;
    return root;
  };
  for (const [first, ...others] of ties) {
    for (const other of others) parents[rootOf(other)] = rootOf(first!);
  }
  const roots = groups.map((_, number) => rootOf(number));
  const components = new Map(
    [...new Set(roots)].map((root) => [root, new Component(groups.filter((_, at) => roots[at] === root))]),
  );
  return roots.map((root) => components.get(root)!);
}
