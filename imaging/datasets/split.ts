export const parts = ['train', 'validation', 'test'] as const;
export type Part = (typeof parts)[number];

/** Fractions of the images for train, validation, test. */
export type Fractions = readonly [number, number, number];

/** For each part how many images, or which ones by name. */
export type Shares = { readonly [P in Part]?: number | readonly string[] };

/** One of several equal shares is tested on, the others are trained with: k-fold cross-validation. */
export interface Folds {
  readonly folds: number;
  /** Which of them is tested on, counted from 1. */
  readonly fold: number;
  /** A fraction of the others, or the fold after `fold` (after the last the first); no validation where not given. */
  readonly validation?: number | 'next';
}

export type Split = Fractions | Shares | Folds;

/** A split as written: the names of a part may be those that a file lists for it. */
export type WrittenSplit = Fractions | { readonly [P in Part]?: number | readonly string[] | 'file' } | Folds;

/** Indices into the images by part, ascending; only parts that get images are there. */
export type Selection = Readonly<Partial<Record<Part, readonly number[]>>>;

/** Sums of fractions such as 0.7 + 0.2 + 0.1 miss one by less than this. */
const rounding = 1e-9;

export function isFractions(split: WrittenSplit): split is Fractions {
  return Array.isArray(split);
}

export function isFolds(split: WrittenSplit): split is Folds {
  return 'folds' in split;
}

/** The parts that a split makes. */
export function partsOf(split: WrittenSplit): Part[] {
  if (isFractions(split)) return parts.filter((_, i) => split[i] !== 0);
  if (isFolds(split)) return parts.filter((part) => part !== 'validation' || split.validation !== undefined);
  return parts.filter((part) => {
    const share = split[part];
    return Array.isArray(share) ? share.length > 0 : share !== undefined && share !== 0;
  });
}

/** What is wrong with a split whatever the images, as sentences. */
export function problemsOf(split: WrittenSplit): string[] {
  if (isFolds(split)) {
    const { folds, fold, validation } = split;
    if (fold > folds) return [`there is no fold ${fold} of ${folds}`];
    if (validation === 'next' && folds === 2)
      return ['of 2 folds one is tested on, and none is left to train with'];
    return [];
  }
  if (partsOf(split).length === 0) return ['no part gets any images'];
  const sum = isFractions(split) ? split.reduce((total, fraction) => total + fraction, 0) : 0;
  return sum > 1 + rounding ? [`the fractions sum to ${Number(sum.toPrecision(6))}, more than 1`] : [];
}

/**
 * The same split with other names for the images that it lists, without those that get none. A name may stand for
 * several images.
 */
export function mapNames(
  split: Split,
  rename: (name: string) => string | readonly string[] | undefined,
): Split {
  if (isFractions(split) || isFolds(split)) return split;
  const renamed = Object.entries(split).map(([part, share]) => [
    part,
    typeof share === 'object' ? share.flatMap((name) => rename(name) ?? []) : share,
  ]);
  return Object.fromEntries(renamed);
}

/** All names that a split lists. */
export function namesIn(split: Split): string[] {
  if (isFractions(split) || isFolds(split)) return [];
  return Object.values(split).flatMap((share) => (typeof share === 'object' ? share : []));
}

/** The part for which a split lists `name`. */
export function partNaming(split: Split, name: string): Part | undefined {
  if (isFractions(split) || isFolds(split)) return undefined;
  return parts.find((part) => {
    const share = split[part];
    return typeof share === 'object' && share.includes(name);
  });
}
