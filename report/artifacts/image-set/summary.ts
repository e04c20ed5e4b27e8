import { evenlyChosen } from '../../../imaging/evenly-chosen.js';
import type { Dtype, Pixels } from '../../../imaging/formats/npy.js';
import type { ImageOrigin, ImageSet } from '../../../imaging/image-set.js';
import { type ClassShare, classShares } from './class-shares.js';
import { type IntensityStatistics, intensityStatistics } from './intensity-statistics.js';

/** Images whose pixels are looked at, at most; fewer where they are large. */
const mostImages = 256;
const mostPixels = 2 ** 26;
const histogramParts = 48;

/** Where images come from, in numbers. */
export interface Origins {
  /** Files; 0 for simulated images. */
  readonly files: number;
  /** Images in them, where a file has several. */
  readonly images?: number;
  /** Tiles that were cut from larger images; */
  readonly tiles?: number;
  /** turned or mirrored copies come on top of them. */
  readonly copies?: number;
}

/** A part of the same split. */
export interface SiblingSet {
  readonly images: number;
  /** How many of this set's images show the same pixels as one of that part. */
  readonly shared: number;
}

/** An image set in numbers. */
export interface ImageSetSummary {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly dtype: Dtype;
  readonly pixelSize?: ImageSet['pixelSize'];
  readonly normalization: ImageSet['intensities']['normalization'];
  readonly contrast: ImageSet['intensities']['contrast'];
  readonly firstName: string;
  readonly lastName: string;
  readonly origins: Origins;
  /** Images that show the same pixels as one before them. */
  readonly duplicates: number;
  /** From how many images, evenly chosen, what follows is found: intensities and shares of classes. */
  readonly lookedAt: number;
  readonly intensities: IntensityStatistics;
  readonly classes?: readonly ClassShare[];
  readonly labels?: readonly { readonly name: string; readonly images: number }[];
  readonly points?: { readonly total: number; readonly fewest: number; readonly most: number };
  readonly targets?: true;
  /** The other parts of the split that it is part of, by name. */
  readonly split?: Readonly<Record<string, SiblingSet>>;
}

/** The images of a set as they are stored. */
export interface StoredImages {
  readonly dtype: Dtype;
  /** Valid until the next one is asked for. */
  pixels(index: number): Pixels;
}

/** Looks at every image's entry in the index, and at the pixels of no more than a bounded number of images. */
export function summarise(set: ImageSet, stored: StoredImages): Omit<ImageSetSummary, 'split'> {
  const { count, height, width, truths, intensities, pixelSize } = set;
  const most = Math.max(1, Math.min(mostImages, Math.floor(mostPixels / (height * width))));
  const indices = evenlyChosen(count, most);
  const mask = new Float32Array(truths.classes ? height * width : 0);
  const masks = each(indices, (index) => {
    set.readMask(index, mask);
    return mask;
  });
  return {
    images: count,
    height,
    width,
    dtype: stored.dtype,
    ...(pixelSize && { pixelSize }),
    ...intensities,
    firstName: set.name(0),
    lastName: set.name(count - 1),
    origins: originsOf(set),
    duplicates: count - digestsOf(set).size,
    lookedAt: indices.length,
    intensities: intensityStatistics(() => each(indices, stored.pixels), histogramParts),
    ...(truths.classes && { classes: classShares(truths.classes, masks) }),
    ...(truths.labels && { labels: labelCounts(set, truths.labels) }),
    ...(truths.points && { points: pointCounts(set) }),
    ...(truths.images && { targets: true }),
  };
}

function* each<T>(indices: readonly number[], read: (index: number) => T): Generator<T> {
  for (const index of indices) yield read(index);
}

function originsOf(set: ImageSet): Origins {
  const files = new Set<string>();
  const images = new Set<string>();
  let [tiles, copies] = [0, 0];
  for (let index = 0; index < set.count; index++) {
    const { file, image, tile, copy = 0 }: ImageOrigin = set.origin(index);
    if (file !== undefined) files.add(file);
    if (image !== undefined) images.add(`${file}\0${image}`);
    if (copy > 0) copies++;
    else if (tile) tiles++;
  }
  return {
    files: files.size,
    ...(images.size > 0 && { images: images.size }),
    ...(tiles > 0 && { tiles }),
    ...(copies > 0 && { copies }),
  };
}

function digestsOf(set: ImageSet): ReadonlySet<string> {
  const digests = new Set<string>();
  for (let index = 0; index < set.count; index++) digests.add(set.digest(index));
  return digests;
}

function labelCounts(set: ImageSet, names: readonly string[]) {
  const counts = names.map(() => 0);
  for (let index = 0; index < set.count; index++) counts[set.label(index)]! += 1;
  return names.map((name, number) => ({ name, images: counts[number]! }));
}

function pointCounts(set: ImageSet) {
  let [total, fewest, most] = [0, Number.POSITIVE_INFINITY, 0];
  for (let index = 0; index < set.count; index++) {
    const { length } = set.points(index);
    total += length;
    fewest = Math.min(fewest, length);
    most = Math.max(most, length);
  }
  return { total, fewest, most };
}

/** What there is to say of another part of the split that `set` is part of. */
export function siblingOf(set: ImageSet, sibling: ImageSet): SiblingSet {
  const theirs = digestsOf(sibling);
  let shared = 0;
  for (let index = 0; index < set.count; index++) if (theirs.has(set.digest(index))) shared++;
  return { images: sibling.count, shared };
}
