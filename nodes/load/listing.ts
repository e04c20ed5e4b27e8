import { stemOf } from '../../imaging/datasets/extensions.js';
import type { LabelledImages } from '../../imaging/datasets/labels.js';
import type { ListedImage } from '../../imaging/datasets/listed-image.js';
import { listed } from '../../imaging/datasets/pair-files.js';
import { mapNames, namesIn, type Split } from '../../imaging/datasets/split.js';
import { sourceNameOf } from '../../imaging/datasets/split-groups.js';
import { orderOf } from '../../imaging/datasets/split-images.js';
import { simulatedNames } from '../../imaging/simulate/simulation.js';
import { randomAt } from '../../random/random.js';
import type { Problem } from '../define-node.js';
import type { Settings } from './expand.js';

/** Which images there are. Everywhere, an image's index is its place among `names`. */
export interface Listing {
  /** Of stored images without those that are left out. */
  readonly names: readonly string[];
  /** None where the images are simulated. */
  readonly images: readonly ListedImage[];
  /** How many were left out for want of foreground. */
  readonly bare: number;
  readonly labels: LabelledImages | undefined;
  /** In which order images are taken, without those that are left out; those that the split names come first. */
  readonly order: readonly number[];
  readonly split: Split | undefined;
  readonly problems: readonly Problem[];
}

/** The images that are simulated; their names are known without making any. */
export function listSimulated(settings: Settings): Listing {
  const { simulate, exclude } = settings;
  const names = simulate ? simulatedNames(simulate) : [];
  const known = new Set(names);
  const excluded = new Set(exclude);
  const { order, split } = ordered(settings, { names, images: [] }, settings.split as Split | undefined);
  return {
    names,
    images: [],
    bare: 0,
    labels: undefined,
    order: excluded.size === 0 ? order : order.filter((index) => !excluded.has(names[index]!)),
    split,
    problems: missing(exclude.filter((name) => !known.has(name))),
  };
}

/** Images to be left out that there are not. */
export function missing(names: readonly string[]): Problem[] {
  if (names.length === 0) return [];
  const hint = 'Images are called by their path in the folder.';
  return [{ path: ['exclude'], message: `there is no image called ${listed(names)}`, hint }];
}

/** In which order images are taken, and the split by the names that they have. */
export function ordered(
  { splitOrder, splitSeed }: Settings,
  { names, images }: Pick<Listing, 'names' | 'images'>,
  written: Split | undefined,
): Pick<Listing, 'order' | 'split'> {
  const random = splitOrder === 'random' ? randomAt({ stream: 'load/order', seed: splitSeed }) : undefined;
  const order = orderOf(names, random);
  const lists = written && namesIn(written).length > 0;
  const split = lists ? mapNames(written, namesMeant(names, images)) : written;
  const named = new Set(split && namesIn(split));
  if (named.size === 0) return { order, split };
  const isNamed = (index: number) => named.has(names[index]!);
  return {
    order: [...order.filter(isNamed), ...order.filter((index) => !isNamed(index))],
    split,
  };
}

/**
 * The images that a name in a list means: the one called so; or, as a file manager shows it, that of this file; or all
 * images of this file or tiles of this image.
 */
function namesMeant(
  names: readonly string[],
  images: readonly ListedImage[],
): (name: string) => string | readonly string[] {
  const known = new Set(names);
  const pieces = new Map<string, string[]>();
  for (const { name, image, tile } of images) {
    const wholes = new Set([stemOf(image.file.name), sourceNameOf(name, { ...(tile && { tile }) })]);
    for (const whole of wholes) {
      const others = pieces.get(whole);
      if (others) others.push(name);
      else pieces.set(whole, [name]);
    }
  }
  return (name) => (known.has(name) ? name : (pieces.get(name) ?? pieces.get(stemOf(name)) ?? name));
}
