import type { Random } from '../../random/random.js';
import { listed } from './pair-files.js';
import {
  type Folds,
  type Fractions,
  isFolds,
  isFractions,
  type Part,
  parts,
  partsOf,
  type Selection,
  type Shares,
  type Split,
} from './split.js';
import { type Arranged, arrange } from './split-groups.js';

/** Who gets which images, and what cannot be done, as sentences. */
export interface Dealt {
  readonly selection: Selection;
  readonly problems: readonly string[];
}

type GroupOf = (index: number) => string | number;

/** Indices of `names` in the order in which images are taken: at random, or as they are. */
export function orderOf(names: readonly string[], random: Random | undefined): number[] {
  return random ? [...random.permutation(names.length)] : names.map((_, index) => index);
}

/**
 * Deals the images in `order` out to the parts, each with all images of its group or none (each image is a group of
 * its own where `groupOf` is not given):
 * - those listed by name first, and with them what belongs to their groups;
 * - the others by count: those for `train` from the beginning, those for `test` and before them `validation` from the
 *   end, so that more training images include fewer and leave the other parts as they are;
 * - or by fraction, one part after the other;
 * - or in folds of as many groups, give or take one, each of them one stretch of the order.
 *
 * Counts and fractions are met as nearly as whole groups allow.
 */
export function splitImages(
  names: readonly string[],
  order: readonly number[],
  split: Split,
  groupOf?: GroupOf,
): Dealt {
  if (isFractions(split)) return byFraction(arrange(order, groupOf), split);
  if (isFolds(split)) return byFold(order, split, groupOf);
  return byCountOrName(names, order, split, groupOf);
}

function byFraction({ images, nearestStart }: Arranged, fractions: Fractions): Dealt {
  const selection: Partial<Record<Part, number[]>> = {};
  const problems: string[] = [];
  let sum = 0;
  for (const [i, part] of parts.entries()) {
    const start = nearestStart(images.length * sum);
    sum += fractions[i]!;
    // Rounding the running sum, not each share, deals out every image when the fractions sum to one.
    const chosen = images.slice(start, nearestStart(images.length * sum));
    if (fractions[i]! === 0) continue;
    if (chosen.length === 0)
      problems.push(`a share of ${fractions[i]} of ${count(images.length)} for ${part} is none`);
    selection[part] = ascending(chosen);
  }
  return { selection, problems };
}

function byFold(order: readonly number[], split: Folds, groupOf?: GroupOf): Dealt {
  const { folds, fold, validation } = split;
  const { images, groups, start } = arrange(order, groupOf);
  if (groups < folds) {
    const what = groups === images.length ? count(groups) : `${groups} groups of images`;
    return { selection: {}, problems: [`${what} cannot be dealt out to ${folds} folds`] };
  }
  const startOf = (number: number) => start(Math.round((groups * number) / folds));
  const test = images.slice(startOf(fold - 1), startOf(fold));
  // What comes after the tested fold stands first, so that a share for validation is taken from the next fold on.
  const others = [...images.slice(startOf(fold)), ...images.slice(0, startOf(fold - 1))];
  if (validation === undefined) {
    return { selection: { train: ascending(others), test: ascending(test) }, problems: [] };
  }
  const next = fold % folds;
  const end =
    validation === 'next'
      ? startOf(next + 1) - startOf(next)
      : arrange(others, groupOf).nearestStart(others.length * validation);
  const problems: string[] = [];
  if (end === 0) problems.push(`a share of ${validation} of ${count(others.length)} for validation is none`);
  if (end === others.length) problems.push('no images are left to train with');
  const selection = {
    train: ascending(others.slice(end)),
    validation: ascending(others.slice(0, end)),
    test: ascending(test),
  };
  return { selection, problems };
}

function byCountOrName(
  names: readonly string[],
  order: readonly number[],
  split: Shares,
  groupOf?: GroupOf,
): Dealt {
  const selection: Partial<Record<Part, readonly number[]>> = {};
  const groupOrSelf = groupOf ?? ((index: number) => index);
  const { chosen, partOfGroup, problems } = namedImages(names, order, split, groupOrSelf);
  for (const [part, images] of chosen) selection[part] = ascending(images);

  const remaining =
    chosen.length === 0 ? order : order.filter((index) => !partOfGroup.has(groupOrSelf(index)));
  const wanted = partsOf(split).flatMap((part) => {
    const size = split[part];
    return typeof size === 'number' ? [{ part, size }] : [];
  });
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  if (total > remaining.length) {
    problems.push(`the split needs ${count(total)}, but there are only ${remaining.length} to choose from`);
    return { selection, problems };
  }
  const { images, nearestStart } = arrange(remaining, groupOf);
  let end = images.length;
  for (const { part, size } of wanted.toReversed()) {
    // From the end: a larger training set then has all of the smaller one, and the other parts stay as they are.
    const from = part === 'train' ? 0 : nearestStart(Math.max(0, end - size));
    const to = part === 'train' ? Math.min(end, nearestStart(size)) : end;
    if (from === to) problems.push(`the groups of images are too large for ${count(size)} for ${part}`);
    selection[part] = ascending(images.slice(from, to));
    end = from;
  }
  return { selection, problems };
}

/** The images that are listed for each part, and those of their groups. */
function namedImages(names: readonly string[], order: readonly number[], split: Shares, groupOf: GroupOf) {
  const chosen: [Part, number[]][] = [];
  const problems: string[] = [];
  const partOfGroup = new Map<string | number, { readonly part: Part; readonly name: string }>();
  const lists = partsOf(split).flatMap((part) => {
    const share = split[part];
    return typeof share === 'object' ? [{ part, share }] : [];
  });
  if (lists.length === 0) return { chosen, partOfGroup, problems };

  const byName = new Map(order.map((index) => [names[index]!, index]));
  for (const { part, share } of lists) {
    const unknown: string[] = [];
    for (const name of share) {
      const index = byName.get(name);
      const other = index === undefined ? undefined : partOfGroup.get(groupOf(index));
      if (index === undefined) unknown.push(`"${name}"`);
      else if (other === undefined) partOfGroup.set(groupOf(index), { part, name });
      else if (other.part !== part) problems.push(`${part} lists "${name}", ${inTwoParts(name, other)}`);
    }
    if (unknown.length === 1) problems.push(`${part} lists ${unknown[0]}, which is not among the images`);
    if (unknown.length > 1) {
      problems.push(
        `${part} lists ${unknown.length} names that are not among the images: ${listed(unknown)}`,
      );
    }
    chosen.push([part, order.filter((index) => partOfGroup.get(groupOf(index))?.part === part)]);
  }
  return { chosen, partOfGroup, problems };
}

function inTwoParts(name: string, other: { readonly part: Part; readonly name: string }): string {
  return name === other.name
    ? `which ${other.part} lists too`
    : `which belongs together with "${other.name}" in ${other.part}`;
}

/** Sorted; a typed array sorts a million numbers many times faster than an array does. */
export function ascending(indices: readonly number[]): number[] {
  return Array.from(Uint32Array.from(indices).sort());
}

function count(images: number): string {
  return images === 1 ? '1 image' : `${images} images`;
}
