/** Some axes, by number, with the positions on each of them that are meant. */
export type PartialPoint = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * What makes a sweep other than every choice of labels. Its points are the product of all axes, in which zipped axes
 * advance together; without what exclusions match; and with what inclusions add. An inclusion's points are those that
 * it names; on axes that it does not name it takes what the product has there. Exclusions hold for these points, too,
 * except those of which the inclusion names all axes.
 */
export interface SweepShape {
  /** How many labels of each axis take part in the product: the first ones. Those after come from inclusions only. */
  readonly productSizes: readonly number[];
  /** Groups of axes that advance together; each axis is in one group at most, and those of a group are equally long. */
  readonly zipped: readonly (readonly number[])[];
  readonly exclusions: readonly PartialPoint[];
  readonly inclusions: readonly PartialPoint[];
}

export type Effect = 'some' | 'nothing' | 'known';

/** What the parts of a shape do, for those who wrote it. */
export interface ShapeReview {
  /** What each exclusion takes away. `nothing`: no point fits it. `known`: only what earlier ones take away, too. */
  readonly excluded: readonly Effect[];
  /**
   * What each inclusion adds. `nothing`: no point fits it. `known`: only what is in the product; told with certainty
   * where one position is named on each axis.
   */
  readonly included: readonly Effect[];
  readonly isEmpty: boolean;
  /** Axes that exclusions tie together, where there are too many choices on them to go through; nothing else is known then. */
  readonly tangled?: { readonly axes: readonly number[]; readonly choices: number };
}
