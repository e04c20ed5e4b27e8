import { chooseDistinct, type Duplicate } from '../../imaging/datasets/duplicates.js';
import { type LabelledImages, labelByFolder } from '../../imaging/datasets/labels.js';
import {
  type FolderProblem,
  type ImageFiles,
  listed,
  nameOf,
  pairFiles,
} from '../../imaging/datasets/pair-files.js';
import {
  ascending,
  mapNames,
  namesIn,
  orderOf,
  type Part,
  partNaming,
  type Split,
  splitImages,
} from '../../imaging/datasets/split.js';
import { nanoparticleNames } from '../../imaging/simulate/nanoparticles.js';
import { randomAt } from '../../random/random.js';
import type { InputFile, Problem } from '../define-node.js';
import type { LoadParams } from './params.js';

/** Which images there are. Everywhere, an image's index is its place among `names`. */
export interface Listing {
  /** Sorted. */
  readonly names: readonly string[];
  /** Of each image, without the excluded ones; none where the images are simulated. */
  readonly files: readonly ImageFiles[];
  readonly labels: LabelledImages | undefined;
  /** In which order images are taken, without the excluded ones; those that the split names come first. */
  readonly order: readonly number[];
  readonly split: Split | undefined;
  readonly problems: readonly Problem[];
}

/** Which images are used. */
export interface Choice {
  readonly chosen: readonly number[];
  readonly duplicates: readonly Duplicate[];
}

/** Which output gets which images. */
export interface ImageSelection {
  /** All that are used, ascending, as are those of the outputs. */
  readonly taken: readonly number[];
  readonly outputs: readonly (readonly ['images' | Part, readonly number[]])[];
  readonly problems: readonly Problem[];
}

type Files = Readonly<Record<string, readonly InputFile[]>>;

export function listImages(params: LoadParams, files: Files): Listing {
  const { simulate, splitOrder, splitSeed } = params;
  const problems: Problem[] = [];
  const existing = simulate
    ? nanoparticleNames(simulate.count)
    : (files['path'] ?? []).map((file) => nameOf(file.name));
  const known = new Set(existing);
  // Users may write an image's name as their file manager shows it, with the extension.
  const resolved = (name: string) => (!known.has(name) && known.has(nameOf(name)) ? nameOf(name) : name);
  const exclude = params.exclude.map(resolved);
  const split = params.split && mapNames(params.split, resolved);
  const unknown = exclude.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    const hint = 'Images are called by their path in the folder.';
    problems.push({ path: ['exclude'], message: `there is no image called ${listed(unknown)}`, hint });
  }
  const paired = simulate ? [] : pairedFiles(files, exclude, params, problems);
  const names = simulate ? existing : paired.map((file) => file.name);
  const labels = labelsOf(names, params, problems);

  const excluded = new Set(exclude);
  const random = splitOrder === 'random' ? randomAt({ stream: 'load/order', seed: splitSeed }) : undefined;
  const ordered = orderOf(names, random);
  const available = excluded.size === 0 ? ordered : ordered.filter((index) => !excluded.has(names[index]!));
  const named = new Set(split && namesIn(split));
  const isNamed = (index: number) => named.has(names[index]!);
  const order =
    named.size === 0
      ? available
      : [...available.filter(isNamed), ...available.filter((index) => !isNamed(index))];
  return { names, files: paired, labels, order, split, problems };
}

/** Applies `duplicates` and `take`. `digestOf` is equal where images show the same pixels. */
export async function chooseImages(
  params: LoadParams,
  listing: Listing,
  digestOf: (index: number) => Promise<string | undefined>,
): Promise<Choice> {
  if (params.simulate || params.duplicates === 'keep') return firstImages(params, listing);
  return chooseDistinct(listing.order, params.take, digestOf);
}

/** Applies `take` only. */
export function firstImages({ take }: LoadParams, { order }: Listing): Choice {
  return { chosen: order.slice(0, take), duplicates: [] };
}

/** Applies `split`. */
export function dealImages({ take }: LoadParams, listing: Listing, choice: Choice): ImageSelection {
  const { names, split } = listing;
  const { chosen, duplicates } = choice;
  const problems: Problem[] = [];
  if (take !== undefined && take > chosen.length) {
    const hint =
      duplicates.length > 0 &&
      `${duplicates.length} more show the same pixels as others; see \`duplicates\`.`;
    const message = `there are only ${chosen.length} images, not ${take}`;
    problems.push({ path: ['take'], message, ...(hint && { hint }) });
  }
  const taken = ascending(chosen);
  // Without images there is nothing more to say of how they are split.
  if (split === undefined || taken.length === 0) return { taken, outputs: [['images', taken]], problems };

  for (const { index, original } of duplicates) {
    const [name, originalName] = [names[index]!, names[original]!];
    const [part, originalPart] = [partNaming(split, name), partNaming(split, originalName)];
    if (part === undefined || part === originalPart) continue;
    const message = `${part} lists "${name}", which shows the same pixels as "${originalName}" in ${originalPart}`;
    const hint = 'Leave one of them out with `exclude`, or set `duplicates` to "keep".';
    problems.push({ path: ['split', part], message, hint });
  }
  const dropped = new Set(duplicates.map(({ index }) => names[index]!));
  const remaining = mapNames(split, (name) => (dropped.has(name) ? undefined : name));
  const { selection, problems: splitProblems } = splitImages(names, chosen, remaining);
  for (const message of splitProblems) problems.push({ path: ['split'], message });
  return { taken, outputs: Object.entries(selection) as [Part, number[]][], problems };
}

export function toProblems(problems: readonly FolderProblem[]): Problem[] {
  return problems.map(({ folder, error: { message, hint } }) => ({
    path: [folder === 'images' ? 'path' : folder],
    message,
    ...(hint && { hint }),
  }));
}

function pairedFiles(
  files: Files,
  exclude: readonly string[],
  params: LoadParams,
  problems: Problem[],
): readonly ImageFiles[] {
  const folder = (param: 'masks' | 'targets' | 'points') =>
    params[param] === undefined ? undefined : (files[param] ?? []);
  const folders = {
    images: files['path'] ?? [],
    masks: folder('masks'),
    targets: folder('targets'),
    points: folder('points'),
  };
  const pairing = pairFiles(folders, exclude);
  problems.push(...toProblems(pairing.problems));
  return pairing.files;
}

function labelsOf(
  names: readonly string[],
  { labels, simulate }: LoadParams,
  problems: Problem[],
): LabelledImages | undefined {
  if (labels === undefined || simulate || names.length === 0) return undefined;
  const labelled = labelByFolder(names, labels === 'folder' ? undefined : labels);
  const hint = 'The class of an image is the name of its top folder in `path`.';
  for (const message of labelled.problems) problems.push({ path: ['labels'], message, hint });
  return labelled;
}
