import type { Random } from '../../random/random.js';

export const parts = ['train', 'validation', 'test'] as const;
export type Part = (typeof parts)[number];

/** Fractions of the images for train, validation, test; or for each part how many images, or which ones by name. */
export type Split = readonly [number, number, number] | { readonly [P in Part]?: number | readonly string[] };

/** Indices into the images by part, ascending; only parts that get images are there. */
export type Selection = Readonly<Partial<Record<Part, readonly number[]>>>;

/** The parts that a split makes. */
export function partsOf(split: Split): Part[] {
  return parts.filter((part, i) => {
    const share = isFractions(split) ? split[i]! : split[part];
    return Array.isArray(share) ? share.length > 0 : share !== undefined && share !== 0;
  });
}

/** The same split with other names for the images that it lists, without those that get none. */
export function mapNames(split: Split, rename: (name: string) => string | undefined): Split {
  if (isFractions(split)) return split;
  const renamed = Object.entries(split).map(([part, share]) => [
    part,
    typeof share === 'object' ? share.flatMap((name) => rename(name) ?? []) : share,
  ]);
  return Object.fromEntries(renamed);
}

/** All names that a split lists. */
export function namesIn(split: Split): string[] {
  if (isFractions(split)) return [];
  return Object.values(split).flatMap((share) => (typeof share === 'object' ? share : []));
}

/** The part for which a split lists `name`. */
export function partNaming(split: Split, name: string): Part | undefined {
  if (isFractions(split)) return undefined;
  return parts.find((part) => {
    const share = split[part];
    return typeof share === 'object' && share.includes(name);
  });
}

/** Indices of `names` in the order in which images are taken: at random, or as they are. */
export function orderOf(names: readonly string[], random: Random | undefined): number[] {
  return random ? [...random.permutation(names.length)] : names.map((_, index) => index);
}

/**
 * Deals the images in `order` out to the parts: those listed by name first, then the others by count or fraction.
 * Counts for `train` are taken from the beginning, those for `test` and before them `validation` from the end.
 * Returns what cannot be done as sentences.
 */
export function splitImages(
  names: readonly string[],
  order: readonly number[],
  split: Split,
): { selection: Selection; problems: string[] } {
  return isFractions(split) ? byFraction(order, split) : byCountOrName(names, order, split);
}

function isFractions(split: Split): split is readonly [number, number, number] {
  return Array.isArray(split);
}

function byFraction(order: readonly number[], fractions: readonly [number, number, number]) {
  const selection: Partial<Record<Part, number[]>> = {};
  const problems: string[] = [];
  let sum = 0;
  for (const [i, part] of parts.entries()) {
    const start = Math.round(order.length * sum);
    sum += fractions[i]!;
    // Rounding the running sum, not each share, deals out every image when the fractions sum to one.
    const chosen = order.slice(start, Math.round(order.length * sum));
    if (fractions[i]! === 0) continue;
    if (chosen.length === 0)
      problems.push(`a share of ${fractions[i]} of ${count(order.length)} for ${part} is none`);
    selection[part] = ascending(chosen);
  }
  return { selection, problems };
}

function byCountOrName(
  names: readonly string[],
  order: readonly number[],
  split: { readonly [P in Part]?: number | readonly string[] },
) {
  const selection: Partial<Record<Part, number[]>> = {};
  const problems: string[] = [];
  const listsNames = Object.values(split).some((share) => typeof share === 'object');
  const byName = new Map(listsNames ? order.map((index) => [names[index]!, index]) : []);
  const listedImages = new Set<number>();
  for (const part of partsOf(split)) {
    const listed = split[part];
    if (typeof listed !== 'object') continue;
    const chosen: number[] = [];
    for (const name of listed) {
      const index = byName.get(name);
      if (index !== undefined && !listedImages.has(index)) chosen.push(index);
      else problems.push(`${part} lists "${name}", which ${listedElsewhere(name, part)}`);
      if (index !== undefined) listedImages.add(index);
    }
    selection[part] = ascending(chosen);
  }
  function listedElsewhere(name: string, here: Part): string {
    const other = parts.find((part) => part !== here && Object(split[part]).includes?.(name));
    return other ? `${other} lists too` : 'is not among the images';
  }

  const remaining = order.filter((index) => !listedImages.has(index));
  const wanted = partsOf(split).filter((part) => typeof split[part] === 'number');
  const total = wanted.reduce((sum, part) => sum + (split[part] as number), 0);
  if (total > remaining.length) {
    problems.push(`the split needs ${count(total)}, but there are only ${remaining.length} to choose from`);
  }
  for (const part of wanted.toReversed()) {
    const size = split[part] as number;
    // From the end: a larger training set then has all of the smaller one, and the other parts stay as they are.
    const from = part === 'train' ? 0 : Math.max(0, remaining.length - size);
    selection[part] = ascending(remaining.splice(from, size));
  }
  return { selection, problems };
}

/** Sorted; a typed array sorts a million numbers many times faster than an array does. */
export function ascending(indices: readonly number[]): number[] {
  return Array.from(Uint32Array.from(indices).sort());
}

function count(images: number): string {
  return images === 1 ? '1 image' : `${images} images`;
}
