import { Choices } from './choices.js';
import { listedPoints, productPoints } from './points.js';
import { Region } from './region.js';
import type { Effect, PartialPoint, ShapeReview, SweepShape } from './shape.js';
import { Space, type SpaceAxis } from './space.js';

/** All points of an experiment. What it has on some of its axes is a space; equal axes give the same space. */
export class Sweep {
  readonly #axes: readonly SpaceAxis[];
  readonly #shape: SweepShape | undefined;
  readonly #regions: readonly Region[];
  readonly #spaces = new Map<string, Space>();

  /** @param shape where it is not every choice of labels */
  constructor(axes: readonly SpaceAxis[], shape?: SweepShape) {
    this.#axes = axes;
    this.#shape = shape;
    this.#regions = shape ? regionsOf(axes, shape) : [];
  }

  /** The sweep's points on the axes named, whatever order they are named in: each that some point of it agrees with. */
  on(names: Iterable<string>): Space {
    const wanted = new Set(names);
    const numbers = this.#axes.flatMap(({ name }, number) => (wanted.has(name) ? [number] : []));
    const id = numbers.join();
    let space = this.#spaces.get(id);
    if (!space) {
      space = this.#makeSpace(numbers);
      this.#spaces.set(id, space);
    }
    return space;
  }

  /** An upper bound of the number of points on the axes named, and exact where the sweep is a product there. */
  boundOn(names: Iterable<string>): number {
    const wanted = new Set(names);
    const numbers = this.#axes.flatMap(({ name }, number) => (wanted.has(name) ? [number] : []));
    if (this.#isProductOn(numbers)) return productPoints(this.#sizesOf(numbers)).size;
    return this.#regions.reduce((sum, region) => sum + region.boundOn(new Set(numbers)), 0);
  }

  /** What the parts of the shape do. */
  review(): ShapeReview {
    const [base, ...included] = this.#regions;
    if (!this.#shape || !base) return { excluded: [], included: [], isEmpty: false };
    const { exclusions, inclusions } = this.#shape;
    const tangled = this.#regions.find((region) => region.tangled)?.tangled;
    const isKnown = (region: Region, number: number) =>
      this.#isInProduct(region) &&
      !exclusions.some((exclusion) => isNamedBy(exclusion, inclusions[number]!) && region.meets(exclusion));
    return {
      excluded: exclusions.map((_, number) =>
        strongest(this.#regions.map(({ excluded }) => excluded[number])),
      ),
      included: included.map((region, number) =>
        region.isEmpty ? 'nothing' : isKnown(region, number) ? 'known' : 'some',
      ),
      isEmpty: this.#regions.every((region) => region.isEmpty),
      ...(tangled && { tangled: { axes: tangled.axes, choices: tangled.size } }),
    };
  }

  #makeSpace(numbers: readonly number[]): Space {
    const sizes = this.#sizesOf(numbers);
    const axes = numbers.map((number) => this.#axes[number]!);
    if (this.#isProductOn(numbers)) return new Space(axes, productPoints(sizes));
    return new Space(
      axes,
      listedPoints(
        sizes,
        this.#regions.flatMap((region) => region.pointsOn(numbers)),
      ),
    );
  }

  #sizesOf(numbers: readonly number[]): readonly number[] {
    return numbers.map((number) => this.#axes[number]!.labels.length);
  }

  /** Whether nothing in the shape speaks of these axes, so that every choice of their labels is there. */
  #isProductOn(numbers: readonly number[]): boolean {
    const [base] = this.#regions;
    if (!this.#shape || !base) return true;
    const { productSizes } = this.#shape;
    return (
      !base.isEmpty &&
      numbers.every((number) => {
        const component = base.components.find(({ axes }) => axes.includes(number))!;
        const isAlone = component.axes.length === 1 && component.isFree;
        return isAlone && productSizes[number] === this.#axes[number]!.labels.length;
      })
    );
  }

  /** Whether all choices of a region are choices of the product. */
  #isInProduct({ groups }: Region): boolean {
    const { productSizes } = this.#shape!;
    const untouched = new Set(this.#regions[0]!.groups);
    return groups.every(
      (group) =>
        untouched.has(group) ||
        group.rows.every(
          (row) => row[0]! < productSizes[group.axes[0]!]! && row.every((position) => position === row[0]),
        ),
    );
  }
}

/** The product without what is excluded, then what each inclusion adds. */
function regionsOf(
  axes: readonly SpaceAxis[],
  { productSizes, zipped, exclusions, inclusions }: SweepShape,
): readonly Region[] {
  const inZip = new Set(zipped.flat());
  const alone = axes.flatMap((_, number) => (inZip.has(number) ? [] : [[number]]));
  const groups = [...zipped, ...alone].map((group) => Choices.inStep(group, productSizes[group[0]!]!));
  return [
    new Region(groups, exclusions),
    ...inclusions.map(
      (inclusion) =>
        new Region(
          groups.map((group) => group.narrowedTo(inclusion)),
          exclusions.map((exclusion) => (isNamedBy(exclusion, inclusion) ? undefined : exclusion)),
        ),
    ),
  ];
}

function strongest(effects: readonly (Effect | undefined)[]): Effect {
  if (effects.includes('some')) return 'some';
  return effects.includes('known') ? 'known' : 'nothing';
}

/** Whether an inclusion names all axes of an exclusion, so that it has the last word. */
function isNamedBy(exclusion: PartialPoint, inclusion: PartialPoint): boolean {
  return [...exclusion.keys()].every((axis) => inclusion.has(axis));
}
